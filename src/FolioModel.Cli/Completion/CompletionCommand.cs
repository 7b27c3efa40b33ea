using System.CommandLine;

namespace FolioModel.Cli.Completion;

/// <summary><c>folio completion SHELL</c>: the lines that let a shell complete verbs, options and names of scenarios.</summary>
/// <remarks>The shell asks the command itself, by the directive <c>[suggest:PLACE]</c>: it always knows the names that there are.</remarks>
internal static class CompletionCommand
{
    private const string Text = """
        Print the lines that let a shell complete verbs, options and the names of scenarios, races, lessons and topics.

        They work where folio is a command, and where it is an alias of 'dotnet run ...'.
        Examples:
          eval "$(folio completion bash)"            in this shell; in ~/.bashrc for all
          eval "$(folio completion zsh)"
        """;

    private const string Bash = """
        _folio() {
          local words=${COMP_LINE#*[[:space:]]}
          local place=$((COMP_POINT - ${#COMP_LINE} + ${#words}))
          local folio=${BASH_ALIASES[folio]:-folio}
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(eval "$folio" '"[suggest:$place]"' '"$words"' 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _folio folio
        """;

    private const string Zsh = """
        autoload -U +X compinit && compinit
        _folio() {
          local folio=${aliases[folio]:-folio}
          local words=${BUFFER#*[[:space:]]}
          local place=$((CURSOR - ${#BUFFER} + ${#words}))
          compadd -- ${(f)"$(eval "$folio" '"[suggest:$place]"' '"$words"' 2>/dev/null)"}
        }
        compdef _folio folio
        """;

    private static readonly Argument<string> s_shell = new("shell") { Description = "The shell: bash or zsh." };

    public static Command Create()
    {
        s_shell.CompletionSources.Add("bash", "zsh");
        Command command = new("completion", Text) { s_shell };
        command.SetAction(static parsed =>
        {
            string shell = parsed.GetValue(s_shell)!;
            if (shell is not ("bash" or "zsh"))
            {
                return Complaint.Write(parsed.InvocationConfiguration.Error, "completion", $"'{shell}': expected bash or zsh");
            }

            parsed.InvocationConfiguration.Output.WriteLine(shell == "bash" ? Bash : Zsh);
            return ExitCode.Holds;
        });
        return command;
    }
}
