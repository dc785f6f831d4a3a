#compdef anyarch
# zsh completion for anyarch, from: anyarch completion zsh
#
# It asks `anyarch __complete WORDS...`, which prints a word and what it is in each line, separated by a tab, and in the
# last line a colon and a number: 4 means that file names make no sense here.

_anyarch() {
  local line directive
  local -a lines found
  lines=("${(@f)$("${words[1]}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  directive=${lines[-1]#:}
  for line in "${(@)lines[1,-2]}"; do
    found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  if (( $#found )); then
    _describe anyarch found
  elif [[ $directive != 4 ]]; then
    _files
  fi
}

if [[ ${funcstack[1]} == _anyarch ]]; then
  _anyarch "$@"
elif (( $+functions[compdef] )); then
  compdef _anyarch anyarch
fi
