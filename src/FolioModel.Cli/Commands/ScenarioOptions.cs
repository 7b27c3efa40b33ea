using System.CommandLine;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Commands;

/// <summary>The options of scenarios as options of a verb, each described once for all scenarios that have it.</summary>
internal sealed class ScenarioOptions
{
    private readonly Option<int?> _order;
    private readonly Option<string?> _profile;
    private readonly List<Option<bool>> _switches;

    public ScenarioOptions(ModuleSet modules)
    {
        _order = new("--order") { Description = DescriptionOf(modules, "order") };
        _profile = new("--profile") { Description = DescriptionOf(modules, "profile") };
        _switches =
        [
            .. modules.Scenarios.SelectMany(static s => s.Options).Where(static o => !o.HasValue).Select(static o => o.Name).Distinct()
                .Select(name => new Option<bool>($"--{name}") { Description = DescriptionOf(modules, name) }),
        ];
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_order);
        command.Options.Add(_profile);
        _switches.ForEach(command.Options.Add);
    }

    /// <summary>The request that the options make.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="keepsSnapshots">Whether each step shall keep a picture of the machine.</param>
    /// <exception cref="UsageException">The scenario has no such option.</exception>
    public ExplainRequest RequestOf(ParseResult parsed, Scenario scenario, bool keepsSnapshots = false)
    {
        ExplainRequest request = new()
        {
            Order = parsed.GetValue(_order),
            Profile = parsed.GetValue(_profile),
            Switches = new HashSet<string>(
                _switches.Where(parsed.GetValue).Select(static s => s.Name.TrimStart('-')), StringComparer.Ordinal),
            KeepsSnapshots = keepsSnapshots,
        };
        RefuseForeignOptions(scenario, Given(request));
        return request;
    }

    /// <summary>A request as its options are written on the command line.</summary>
    public static string TextOf(ExplainRequest request) => string.Join(' ', Given(request).Select(name => name switch
    {
        "order" => $"--order {request.Order}",
        "profile" => $"--profile {request.Profile}",
        _ => $"--{name}",
    }));

    private static IEnumerable<string> Given(ExplainRequest request) =>
    [
        .. request.Switches.Order(StringComparer.Ordinal),
        .. request.Order is null ? Array.Empty<string>() : ["order"],
        .. request.Profile is null ? Array.Empty<string>() : ["profile"],
    ];

    /// <summary>The description of an option by the scenarios that have it: once, where they agree.</summary>
    private static string DescriptionOf(ModuleSet modules, string option)
    {
        var said = modules.Scenarios.SelectMany(s => s.Options.Where(o => o.Name == option).Select(o => (Scenario: s.Name, o.Description)))
            .GroupBy(static s => s.Description, static s => s.Scenario).ToList();
        return said.Count == 0 ? "No scenario has it."
            : string.Join(' ', said.Select(g => option == "order" && said.Count == 1 ? g.Key : $"{NamesOf(g)}: {g.Key}"));
    }

    private static string NamesOf(IEnumerable<string> scenarios)
    {
        const int Most = 4;
        string[] names = [.. scenarios];
        return names.Length <= Most ? string.Join(", ", names) : $"Of {names.Length} scenarios (--list says which)";
    }

    private static void RefuseForeignOptions(Scenario scenario, IEnumerable<string> given)
    {
        if (given.FirstOrDefault(g => scenario.Options.All(o => o.Name != g)) is { } foreign)
        {
            string known = scenario.Options.Count == 0 ? "none" : $"--{string.Join(", --", scenario.Options)}";
            throw new UsageException($"{scenario.Name} has no option --{foreign}; it has {known}");
        }
    }
}
