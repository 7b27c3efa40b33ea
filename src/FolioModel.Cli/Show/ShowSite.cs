using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Show;

/// <summary>The pages of all lessons, stories, beliefs, scenarios and exhibits: a site for any static host, or one file.</summary>
internal static class ShowSite
{
    /// <summary>The documents that the index links to, by their paths below <c>docs</c>.</summary>
    public static IReadOnlyList<(string Path, string Title)> Documents { get; } =
    [
        ("learn/first-steps.md", "First steps: the words, then one scenario after another"),
        ("learn/questions.md", "Questions that a learner asks, each with the command that answers it"),
        ("learn/wrong-beliefs.md", "Wrong beliefs: each with the recorded state of a real kernel that refutes it"),
        ("learn/references.md", "Who can hold a reference"),
        ("learn/scenario-files.md", "Scenario files: a scenario or a lesson of your own"),
        ("learn/quiz.md", "Quizzes, and a machine to try things on"),
        ("learn/programs/README.md", "Lessons that are programs"),
        ("explore/museum.md", "The museum: races, each with its shortest counterexample"),
        ("explore/lock-matrix.md", "The lock matrix: which lock serialises which pair of operations"),
        ("explore/points.md", "Scheduling points"),
        ("reference/glossary.md", "Glossary"),
        ("reference/kernel-map.md", "Kernel map: kernel function, model member, reference effect"),
        ("reference/folio-trace.md", "The trace format folio-trace/1"),
    ];

    /// <summary>Writes the site.</summary>
    /// <param name="modules">The owners.</param>
    /// <param name="target">Where to: a folder, which is created when it is not there, or a file that ends in <c>.html</c>.</param>
    /// <param name="documents">The address of the folder <c>docs</c> as seen from the index, or null for no links to documents.</param>
    /// <param name="progress">Told each name.</param>
    /// <returns>What was written, in words.</returns>
    public static string Write(ModuleSet modules, string target, string? documents, TextWriter progress)
    {
        IReadOnlyList<(string, string)> links = documents is null ? []
            : [.. Documents.Select(d => ($"{documents.TrimEnd('/')}/{d.Path}", d.Title))];
        IEnumerable<(string Name, string Text, string Kind, FolioTrace Trace)> pages = PagesOf(modules).Select(page =>
        {
            progress.WriteLine(page.Name);
            return (page.Name, page.Text, page.Kind, page.Trace());
        });
        if (target.EndsWith(".html", StringComparison.Ordinal))
        {
            string text = ShowPage.WriteCollection("folio show", [.. pages], links);
            File.WriteAllText(target, text);
            return $"{target}: {text.Length / 1024} KiB";
        }

        Directory.CreateDirectory(target);
        List<(string Name, string Text, string Kind)> index = [];
        foreach ((string name, string text, string kind, FolioTrace trace) in pages)
        {
            File.WriteAllText(Path.Combine(target, $"{name}.html"), ShowPage.Write(trace));
            index.Add((name, text, kind));
        }

        string first = Path.Combine(target, "index.html");
        File.WriteAllText(first, ShowPage.WriteIndex(index, links));
        return $"{index.Count + 1} pages in {target}; begin with {first}";
    }

    /// <summary>Everything that comes with the command and can be shown; the trace of each is made when it is asked for.</summary>
    /// <param name="modules">The owners.</param>
    public static IEnumerable<(string Name, string Text, string Kind, Func<FolioTrace> Trace)> PagesOf(ModuleSet modules)
    {
        foreach (ScriptShelf shelf in ScriptShelf.All)
        {
            foreach (FolioScript script in shelf.Names.Select(name => shelf.Find(name)!))
            {
                yield return (script.Name, script.Title, shelf.Kind, script.Run);
            }
        }

        foreach (Scenario scenario in modules.Scenarios)
        {
            yield return (scenario.Name, scenario.Summary, "scenario", () => ShowSource.OfScenario(scenario, new ExplainRequest()));
        }

        foreach (Exhibit exhibit in modules.Programs.Exhibits)
        {
            yield return (exhibit.Name, exhibit.Operations, "exhibit", () => ExplorationTrace.Of(exhibit));
        }
    }
}
