# anyarch for fish: `docker` checks run, create and pull before it runs them; all else goes to the real docker.
# To remove it: delete the line that loads this from your ~/.config/fish/config.fish, and start a new shell.
function docker
    if test -x @SHIM@
        switch "$argv[1]"
            case run create pull container image '-*'
                set -lx ANYARCH_FUNCTION 1
                @SHIM@ $argv
                return
        end
    end
    command docker $argv
end
