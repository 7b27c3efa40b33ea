using FolioModel.Cli.Modules;
using FolioModel.Cli.Show;

namespace FolioModel.Page.Tests;

/// <summary>The stories that the tests show: every scenario of the command, and every exhibit.</summary>
internal static class Stories
{
    private static readonly Lazy<IReadOnlyList<ShownPage>> s_pages = new(static () =>
    [
        .. ShowSite.PagesOf(ModuleSet.BuiltIn)
            .GroupBy(static p => p.Kind)
            .SelectMany(static kind => Thoroughness.Sample(kind, every: 12))
            .Select(static p => (Page: p, Trace: p.Trace()))
            .Select(static p => new ShownPage(p.Page.Name, p.Page.Text, p.Page.Kind, p.Trace, ShowPage.Write(p.Trace))),
    ]);

    /// <summary>
    /// Lessons, stories, beliefs, scenarios and exhibits with their pages, made once: all in continuous integration, some of each kind in a
    /// plain run.
    /// </summary>
    public static IReadOnlyList<ShownPage> Pages => s_pages.Value;

    public static IEnumerable<string> Scenarios => ModuleSet.BuiltIn.Scenarios.Select(static s => s.Name);

    /// <summary>The stories that a browser steps through: all in continuous integration, some in a plain run.</summary>
    public static IEnumerable<string> ShownScenarios => Thoroughness.Sample(Scenarios, every: 9);

    /// <summary>The races that a browser walks through: all in continuous integration, some in a plain run.</summary>
    public static IEnumerable<string> ShownExhibits => Thoroughness.Sample(Exhibits, every: 12);

    public static IEnumerable<string> Exhibits => ModuleSet.BuiltIn.Programs.Exhibits.Select(static e => e.Name);

    public static Explanation Explain(string name) => ModuleSet.BuiltIn.Scenario(name).Run(new ExplainRequest { KeepsSnapshots = true });

    public static Exhibit Exhibit(string name) => ModuleSet.BuiltIn.Programs.Exhibit(name);
}
