# fish completion for anyarch, from: anyarch completion fish
#
# It asks `anyarch __complete WORDS...`, which prints a word and what it is in each line, separated by a tab, and in the
# last line a colon and a number: 4 means that file names make no sense here.

function __anyarch_completion
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    or return
    if test (count $lines) -gt 1
        printf '%s\n' $lines[1..-2]
    else if test "$lines[-1]" != :4
        __fish_complete_path "$current"
    end
end

complete --command anyarch --no-files --arguments '(__anyarch_completion)'
