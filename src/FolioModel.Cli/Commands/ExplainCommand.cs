using System.CommandLine;
using System.Text.Json;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Show;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio explain SCENARIO</c>: who holds each reference, step by step.</summary>
internal static class ExplainCommand
{
    private const string Text = """
        Run a scenario and show, step by step, who holds each reference and whose reference each put drops.

        Prints a row for each step: the kernel function, the count, the count as a sum of its holders, and what happened.
        Examples:
          folio explain gmem-allocate
          folio explain gmem-allocate --order 9 --json
          folio explain shmem-swap --changes
          folio show gmem-allocate -o page.html
        """;

    public static Command Create(ModuleSet modules)
    {
        Argument<string?> scenario = new("scenario")
        {
            Description = "Which scenario to run: a name ('folio explain --list' names all), or a scenario file (.folio, or one of those "
                + "that 'folio show --list' names).",
            HelpName = "scenario",
            Arity = ArgumentArity.ZeroOrOne,
        };
        scenario.CompletionSources.Add(
            _ => modules.Scenarios.Select(static s => s.Name).Concat(ScriptShelf.All.SelectMany(static s => s.Names))
                .Select(static n => new System.CommandLine.Completions.CompletionItem(n)));
        Option<bool> list = new("--list") { Description = "List the scenarios and their options." };
        Option<bool> json = new("--json") { Description = "Print one JSON object; with --list an array." };
        Option<bool> mermaid = new("--mermaid") { Description = "Print a Mermaid sequence diagram." };
        Option<bool> changes = new("--changes") { Description = "Print only the rows in which a holder gets, gives or drops references." };
        ScenarioOptions options = new(modules);
        Command command = new("explain", Text) { scenario, list, json, mermaid, changes };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            try
            {
                string[] forms = [.. new[] { json, mermaid, changes }.Where(parsed.GetValue).Select(static o => o.Name)];
                if (forms.Length > 1)
                {
                    throw new UsageException($"{string.Join(" and ", forms)}: expected one of them");
                }

                if (parsed.GetValue(list))
                {
                    return List(modules, parsed.GetValue(json), output);
                }

                if (parsed.GetValue(scenario) is { } file
                    && (ScenarioFile.TryRead(file, modules) ?? ScriptShelf.FindAny(file)) is { } script)
                {
                    Write(script.Explain(), forms.FirstOrDefault(), output);
                    return ExitCode.Holds;
                }

                Scenario found = modules.Scenario(
                    parsed.GetValue(scenario) ?? throw new UsageException("name a scenario, or use --list to see them"));
                Write(found.Run(options.RequestOf(parsed, found)), forms.FirstOrDefault(), output);
                return ExitCode.Holds;
            }
            catch (Exception e) when (e is UsageException or BadFolioScriptException or IOException)
            {
                return Complaint.Write(parsed.InvocationConfiguration.Error, "explain", e.Message);
            }
        });
        return command;
    }

    private static int List(ModuleSet modules, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                modules.Scenarios.Select(static s => new
                {
                    name = s.Name,
                    summary = s.Summary,
                    options = s.Options.Select(static o => new { name = o.Name, description = o.Description, hasValue = o.HasValue }),
                }),
                JsonForm.Options));
            return ExitCode.Holds;
        }

        foreach (Scenario scenario in modules.Scenarios)
        {
            Columns.Write(output, scenario.Name, scenario.Summary);
            if (scenario.Options.Count > 0)
            {
                Columns.Write(output, "", $"(--{string.Join(", --", scenario.Options)})");
            }
        }

        return ExitCode.Holds;
    }

    private static void Write(Explanation explanation, string? form, TextWriter output)
    {
        switch (form)
        {
            case "--json":
                output.WriteLine(JsonForm.Write(explanation));
                break;
            case "--mermaid":
                output.Write(MermaidForm.Write(explanation));
                break;
            default:
                TableForm.Write(explanation, Terminal.Out(output), changesOnly: form == "--changes");
                break;
        }
    }
}
