# anyarch for zsh: `docker` looks first at run, create and pull, and is the real docker for all else.
# To undo: remove the line that loads this from your ~/.zshrc, and start a new shell.
function docker {
  if [[ -x @SHIM@ ]]; then
    case ${1-} in
    run | create | pull | container | image | -*)
      @SHIM@ "$@"
      return
      ;;
    esac
  fi
  command docker "$@"
}
