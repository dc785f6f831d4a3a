# anyarch for fish: `docker` looks first at run, create and pull, and is the real docker for all else.
# To undo: remove the line that loads this from your ~/.config/fish/config.fish, and start a new shell.
function docker
    if test -x @SHIM@
        switch "$argv[1]"
            case run create pull container image '-*'
                @SHIM@ $argv
                return
        end
    end
    command docker $argv
end
