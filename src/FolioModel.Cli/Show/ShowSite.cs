using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>Writes the pages of all scenarios and exhibits with an index: a site for any static host.</summary>
internal static class ShowSite
{
    /// <summary>Writes the site.</summary>
    /// <param name="modules">The owners.</param>
    /// <param name="folder">Where to; created when it is not there.</param>
    /// <param name="progress">Told each name.</param>
    /// <returns>How many pages were written, the index counted.</returns>
    public static int Write(ModuleSet modules, string folder, TextWriter progress)
    {
        Directory.CreateDirectory(folder);
        List<(string Name, string Text, string Kind)> index = [];
        foreach (Scenario scenario in modules.Scenarios)
        {
            Add(scenario.Name, scenario.Summary, "scenario", ShowSource.OfScenario(scenario, new ExplainRequest()));
        }

        foreach (Exhibit exhibit in modules.Programs.Exhibits)
        {
            Add(exhibit.Name, exhibit.Operations, "exhibit", ExplorationTrace.Of(exhibit));
        }

        File.WriteAllText(Path.Combine(folder, "index.html"), ShowPage.WriteIndex([.. index]));
        return index.Count + 1;

        void Add(string name, string text, string kind, FolioTrace trace)
        {
            progress.WriteLine(name);
            File.WriteAllText(Path.Combine(folder, $"{name}.html"), ShowPage.Write(trace));
            index.Add((name, text, kind));
        }
    }
}
