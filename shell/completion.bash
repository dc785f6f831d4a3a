# bash completion for anyarch, from: anyarch completion bash
#
# It asks `anyarch __complete WORDS...`, which prints a word and what it is in each line, separated by a tab, and in the
# last line a colon and a number: 4 means that file names make no sense here. bash splits words at : and =, so what is
# before the last of them is cut off again.

_anyarch_completion() {
  local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} current=${COMP_WORDS[COMP_CWORD]} typed answer found directive
  local words=()
  IFS=$' \t' read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  typed=${words[${#words[@]} - 1]}
  [[ $current == [:=] ]] && current=
  COMPREPLY=()
  answer=$("${words[0]}" __complete "${words[@]:1}" 2>/dev/null) || return 0
  directive=${answer##*:}
  for found in ${answer%:*}; do
    found=${found%%$'\t'*}
    COMPREPLY+=("${found#"${typed%"$current"}"}")
  done
  if [[ ${#COMPREPLY[@]} == 0 && $directive != 4 ]]; then
    compopt -o default 2>/dev/null
  fi
  return 0
}

complete -F _anyarch_completion anyarch
