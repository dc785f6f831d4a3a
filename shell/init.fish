# anyarch for fish: `docker` checks run, create and pull, and notices what may change images.
# To remove it: anyarch init fish --remove, or delete the line that loads this from your ~/.config/fish/config.fish. Then
# start a new shell.
function docker
    if test -x @SHIM@
        switch "$argv[1]"
            case '' @READING@
            case '*'
                set -lx ANYARCH_FUNCTION fish
                @SHIM@ $argv
                return
        end
    end
    command docker $argv
end
