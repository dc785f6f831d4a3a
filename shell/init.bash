# anyarch for bash: `docker` checks run, create and pull before it runs them; all else goes to the real docker.
# To remove it: delete the line that loads this from your ~/.bashrc, and start a new shell.
function docker {
  if [[ -x @SHIM@ ]]; then
    case ${1-} in
    run | create | pull | container | image | -*)
      ANYARCH_FUNCTION=1 @SHIM@ "$@"
      return
      ;;
    esac
  fi
  command docker "$@"
}
