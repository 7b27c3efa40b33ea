using System.CommandLine;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio explain SCENARIO</c>: who holds each reference, step by step.</summary>
internal static class ExplainCommand
{
    public static Command Create(ModuleSet modules)
    {
        Argument<string?> scenario = new("scenario") { Description = "Which scenario to run.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> list = new("--list") { Description = "List the scenarios and their options." };
        Option<int?> order = new("--order") { Description = DescriptionOf(modules, "order") };
        Option<string?> profile = new("--profile") { Description = DescriptionOf(modules, "profile") };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Option<bool> mermaid = new("--mermaid") { Description = "Print a Mermaid sequence diagram." };
        List<Option<bool>> switches =
        [
            .. modules.Scenarios.SelectMany(static s => s.Options).Where(static o => !o.HasValue).Select(static o => o.Name).Distinct()
                .Select(name => new Option<bool>($"--{name}") { Description = DescriptionOf(modules, name) }),
        ];
        Command command =
            new("explain", "Run a scenario and show, step by step, who holds each reference and whose reference each put drops.")
        {
            scenario, list, order, profile, json, mermaid,
        };
        switches.ForEach(command.Options.Add);
        command.SetAction(parsed =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(list))
            {
                return List(modules, output);
            }

            HashSet<string> given = [.. switches.Where(parsed.GetValue).Select(s => s.Name.TrimStart('-'))];
            ExplainRequest request = new() { Order = parsed.GetValue(order), Profile = parsed.GetValue(profile), Switches = given };
            try
            {
                if (parsed.GetValue(json) && parsed.GetValue(mermaid))
                {
                    throw new UsageException("--json and --mermaid: expected one of them");
                }

                string name = parsed.GetValue(scenario) ?? throw new UsageException("name a scenario, or use --list to see them");
                Write(Run(modules.Scenario(name), request), parsed.GetValue(json), parsed.GetValue(mermaid), output);
                return ExitCode.Holds;
            }
            catch (UsageException e)
            {
                return Complaint.Write(parsed.InvocationConfiguration.Error, "explain", e.Message);
            }
        });
        return command;
    }

    /// <summary>What the scenarios that have an option say about it: once, where they agree.</summary>
    private static string DescriptionOf(ModuleSet modules, string option)
    {
        var said = modules.Scenarios.SelectMany(s => s.Options.Where(o => o.Name == option).Select(o => (Scenario: s.Name, o.Description)))
            .GroupBy(static s => s.Description, static s => s.Scenario).ToList();
        return said.Count == 0 ? "No scenario has it."
            : string.Join(' ', said.Select(g => option == "order" && said.Count == 1 ? g.Key : $"{string.Join(", ", g)}: {g.Key}"));
    }

    private static int List(ModuleSet modules, TextWriter output)
    {
        foreach (Scenario scenario in modules.Scenarios)
        {
            string options = scenario.Options.Count == 0 ? "" : $" (--{string.Join(", --", scenario.Options)})";
            output.WriteLine($"{scenario.Name,-18}{scenario.Summary}{options}");
        }

        return ExitCode.Holds;
    }

    private static Explanation Run(Scenario scenario, ExplainRequest request)
    {
        RefuseForeignOptions(scenario, request);
        return scenario.Run(request);
    }

    private static void Write(Explanation explanation, bool json, bool mermaid, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonForm.Write(explanation));
        }
        else if (mermaid)
        {
            output.Write(MermaidForm.Write(explanation));
        }
        else
        {
            TableForm.Write(explanation, Terminal.Out(output));
        }
    }

    private static void RefuseForeignOptions(Scenario scenario, ExplainRequest request)
    {
        IEnumerable<string> given = request.Switches
            .Concat(request.Order is null ? [] : ["order"])
            .Concat(request.Profile is null ? [] : ["profile"]);
        if (given.FirstOrDefault(g => scenario.Options.All(o => o.Name != g)) is { } foreign)
        {
            throw new UsageException(
                $"{scenario.Name} has no option --{foreign}; it has "
                    + $"{(scenario.Options.Count == 0 ? "none" : $"--{string.Join(", --", scenario.Options)}")}");
        }
    }
}
