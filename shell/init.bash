# anyarch for bash: `docker` checks run, create and pull, and notices what may change images.
# To remove it: delete the line that loads this from your ~/.bashrc, and start a new shell.
function docker {
  if [[ -x @SHIM@ ]]; then
    case ${1-} in
    '' | @READING@) ;;
    *)
      ANYARCH_FUNCTION=1 @SHIM@ "$@"
      return
      ;;
    esac
  fi
  command docker "$@"
}
