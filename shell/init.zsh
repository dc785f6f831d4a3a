# anyarch for zsh: `docker` checks run, create and pull, and notices what may change images.
# To remove it: anyarch init zsh --remove, or delete the line that loads this from your ~/.zshrc. Then start a new
# shell. The alias tells `anyarch doctor` that this shell has the function.
function docker {
  if [[ -x @SHIM@ ]]; then
    case ${1-} in
    '' | @READING@) ;;
    *)
      ANYARCH_FUNCTION=zsh @SHIM@ "$@"
      return
      ;;
    esac
  fi
  command docker "$@"
}
alias anyarch >/dev/null 2>&1 || alias anyarch='ANYARCH_FUNCTION=zsh anyarch'
