/** `completion`: a script with which a shell completes the commands and options of `signal-v2`. */
import type { Command } from "commander";

export const SHELLS = ["bash", "zsh", "fish", "pwsh"] as const;

/** What may stand behind some words: sub-commands and options. */
interface Place {
  /** Words of the command so far, `backtest run`; empty at the beginning. */
  readonly path: string;
  readonly words: readonly string[];
}

export function toCompletionScript(program: Command, shell: (typeof SHELLS)[number]): string {
  return SCRIPTS[shell](findPlaces(program, ""));
}

function findPlaces(command: Command, path: string): readonly Place[] {
  const help = command.createHelp();
  const inner = help.visibleCommands(command);
  const options = help.visibleOptions(command).flatMap(({ long }) => long ?? []);
  const words = [...inner.map((it) => it.name()), ...options];
  const deeper = inner.flatMap((it) => findPlaces(it, `${path} ${it.name()}`.trim()));
  return [{ path, words }, ...deeper];
}

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (places: readonly Place[]) => string>> = {
  bash: (places) =>
    `# signal-v2 in bash; for good: in ~/.bashrc
${toWordsFunction(places)}
_signal_v2() {
  local path= word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    [[ $word != -* && " $(_signal_v2_words "$path") " == *" $word "* ]] && path="\${path:+$path }$word"
  done
  COMPREPLY=($(compgen -W "$(_signal_v2_words "$path")" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _signal_v2 signal-v2
`,
  zsh: (places) =>
    `#compdef signal-v2
# signal-v2 in zsh; for good: in ~/.zshrc, behind compinit
${toWordsFunction(places)}
_signal_v2() {
  local place= word
  for word in \${words[2,CURRENT-1]}; do
    [[ $word != -* && " $(_signal_v2_words "$place") " == *" $word "* ]] && place="\${place:+$place }$word"
  done
  compadd -- \${=$(_signal_v2_words "$place")}
  _files
}
compdef _signal_v2 signal-v2
`,
  fish: (places) =>
    `# signal-v2 in fish; for good: in ~/.config/fish/completions/signal-v2.fish
function __signal_v2_words
  switch "$argv[1]"
${places.map(({ path, words }) => `    case '${path}'\n      printf '%s\\n' ${words.join(" ")}`).join("\n")}
  end
end
function __signal_v2
  set -l place ''
  for word in (commandline -opc)[2..-1]
    if not string match -q -- '-*' $word; and contains -- $word (__signal_v2_words "$place")
      set place (string trim "$place $word")
    end
  end
  __signal_v2_words "$place"
end
complete -c signal-v2 -a '(__signal_v2)'
`,
  pwsh: (places) =>
    `# signal-v2 in PowerShell; for good: in $PROFILE
Register-ArgumentCompleter -Native -CommandName signal-v2, signal-v2.bat -ScriptBlock {
  param($word, $ast, $position)
  $words = @{
${places.map(({ path, words }) => `    '${path}' = @(${words.map((it) => `'${it}'`).join(", ")})`).join("\n")}
  }
  $place = ''
  foreach ($element in ($ast.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $position) { break }
    $said = "$element"
    if (-not $said.StartsWith('-') -and $words[$place] -contains $said) { $place = "$place $said".Trim() }
  }
  $words[$place] | Where-Object { $_ -like "$word*" }
}
`,
};

/** The same in bash and zsh. */
function toWordsFunction(places: readonly Place[]): string {
  const cases = places.map(({ path, words }) => `    '${path}') echo '${words.join(" ")}' ;;`);
  return ["_signal_v2_words() {", '  case "$1" in', ...cases, "  esac", "}"].join("\n");
}
