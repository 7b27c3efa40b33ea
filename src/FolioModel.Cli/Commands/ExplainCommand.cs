using System.CommandLine;
using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio explain SCENARIO</c>: who holds each reference, step by step.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        Argument<string?> scenario = new("scenario") { Description = "Which scenario to run.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> list = new("--list") { Description = "List the scenarios and their options." };
        Option<int?> order = new("--order") { Description = "The folio's order: 0 for a page, 9 for 2 MiB." };
        Option<string?> profile = new("--profile") { Description = "The kernel version: 6.12 or 2023; for guest_memfd v11, 6.12 or 6.18." };
        Option<bool> json = new("--json") { Description = "Print one JSON object." };
        Option<bool> mermaid = new("--mermaid") { Description = "Print a Mermaid sequence diagram." };
        List<Option<bool>> switches =
        [
            new("--existing") { Description = "gmem-allocate, shmem-fallocate: the folio is cached already." },
            new("--batch-full") { Description = "gmem-allocate: this addition fills the lru_add batch." },
            new("--signal") { Description = "gmem-allocate: a signal arrives after the first folio." },
            new("--no-memory") { Description = "gmem-allocate: memory runs out." },
            new("--held") { Description = "shmem-swap, truncate-partial: somebody holds a reference." },
            new("--dirty") { Description = "truncate-partial: the folio is dirty." },
            new("--remote-batch") { Description = "gmem-punch-hole: another CPU's batch still holds the folio." },
        ];
        Command command = new("explain", "Run a scenario and show, step by step, who holds each reference and whose reference each put drops.")
        {
            scenario, list, order, profile, json, mermaid,
        };
        switches.ForEach(command.Options.Add);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                return List();
            }

            HashSet<string> given = [.. switches.Where(parsed.GetValue).Select(s => s.Name.TrimStart('-'))];
            ExplainRequest request = new() { Order = parsed.GetValue(order), Profile = parsed.GetValue(profile), Switches = given };
            return Explain(parsed.GetValue(scenario), request, parsed.GetValue(json), parsed.GetValue(mermaid));
        });
        return command;
    }

    private static int List()
    {
        foreach (Scenario scenario in Scenarios.All)
        {
            string options = scenario.Options.Count == 0 ? "" : $" (--{string.Join(", --", scenario.Options)})";
            Console.WriteLine($"{scenario.Name,-18}{scenario.Summary}{options}");
        }

        return ExitCode.Holds;
    }

    private static int Explain(string? name, ExplainRequest request, bool json, bool mermaid)
    {
        try
        {
            Scenario scenario = Scenarios.ByName(name ?? throw new UsageException("name a scenario, or use --list to see them"));
            RefuseForeignOptions(scenario, request);
            if (json && mermaid)
            {
                throw new UsageException("--json and --mermaid: expected one of them");
            }

            Explanation explanation = scenario.Run(request);
            if (json)
            {
                Console.WriteLine(JsonForm.Write(explanation));
            }
            else if (mermaid)
            {
                Console.Write(MermaidForm.Write(explanation));
            }
            else
            {
                TableForm.Write(explanation, Terminal.Out());
            }

            return ExitCode.Holds;
        }
        catch (UsageException e)
        {
            return Complaint.Write(Console.Error, "explain", e.Message);
        }
    }

    private static void RefuseForeignOptions(Scenario scenario, ExplainRequest request)
    {
        IEnumerable<string> given = request.Switches
            .Concat(request.Order is null ? [] : ["order"])
            .Concat(request.Profile is null ? [] : ["profile"]);
        if (given.FirstOrDefault(g => !scenario.Options.Contains(g, StringComparer.Ordinal)) is { } foreign)
        {
            throw new UsageException(
                $"{scenario.Name} has no option --{foreign}; it has {(scenario.Options.Count == 0 ? "none" : $"--{string.Join(", --", scenario.Options)}")}");
        }
    }
}
