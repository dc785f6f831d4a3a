"""Which type is which command's."""

from anyarch.cli._reports import decisions, emulators, findings, records, routes

# By the command's words.
REPORTS: dict[str, type] = {
    "cache list": records.CacheList,
    "cache refresh": records.LookUps,
    "cache show": records.CacheShow,
    "cache warm": records.LookUps,
    "config get": records.SettingValue,
    "config list": records.SettingValues,
    "diagnose": findings.Diagnosis,
    "doctor": findings.Doctor,
    "emulators install": emulators.InstalledPlatforms,
    "emulators list": emulators.Emulators,
    "emulators pack": emulators.Pack,
    "emulators remove": emulators.RemovedHandlers,
    "emulators test": emulators.TestedPlatforms,
    "log": records.Log,
    "options": decisions.Options,
    "override": decisions.Override,
    "plan": decisions.Plan,
    "platforms": decisions.Platforms,
    "prepare": decisions.Prepared,
    "route add": routes.Routes,
    "route list": routes.Routes,
    "route remove": routes.Routes,
    "route test": routes.TestedRoutes,
    "shim status": records.ShimStatus,
    "verify": findings.Verified,
    "version": records.Version,
}
