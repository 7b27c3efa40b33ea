using System.CommandLine;
using System.Text.Json;
using FolioModel.Cli.Explain;
using FolioModel.Cli.Modules;
using FolioModel.Cli.Show;

namespace FolioModel.Cli.Commands;

/// <summary><c>folio show NAME</c>: a scenario, an exhibit or a trace as one page to look at.</summary>
internal static class ShowCommand
{
    private const string Text = """
        Write one page that shows, step by step, who holds each reference. It needs no server and makes no request: open it in a browser.

        NAME is a lesson, a scenario of 'folio explain', an exhibit or program of 'folio explore', a scenario file (.folio, or - for
        standard input), a trace of a recording (PATH.jsonl.gz:N), a file in the format folio-trace/1, or a page that was written before.
        Examples:
          folio show gmem-allocate -o page.html
          folio show 01-buddy -o lesson.html         a lesson; 'folio show --list' names all
          folio show split-lookup -o race.html       you are the scheduler
          folio show --replay split-lookup/wrong:a2b6a -o story.html
          folio show scripted_plain.jsonl.gz:1 -o recorded.html
          folio show --all -o site                   everything that comes with the command, with an index
          folio show --all -o all.html               the same in one file
        """;

    public static Command Create(ModuleSet modules)
    {
        Argument<string?> name = new("name")
        {
            Description = "A lesson, a scenario or an exhibit ('folio show --list' names all), a scenario file (.folio) or a trace file.",
            HelpName = "name",
            Arity = ArgumentArity.ZeroOrOne,
        };
        name.CompletionSources.Add(_ => NamesOf(modules).Select(static n => new System.CommandLine.Completions.CompletionItem(n)));
        Option<string?> output = new("--output", "-o")
        {
            Description = "Where to write: a file, or with --all a folder or a file. Without it the page goes to standard output.",
        };
        Option<bool> trace = new("--trace") { Description = "Write the data alone, in the format folio-trace/1." };
        Option<bool> all = new("--all")
        {
            Description = "Write every lesson, story, belief, scenario and exhibit: a folder of pages with an index, or one file.",
        };
        Option<string?> documents = new("--docs")
        {
            Description = "With --all: the address of the folder docs as the index sees it, such as ../docs.",
            HelpName = "ADDRESS",
        };
        Option<string?> without = new("--without") { Description = "Of an exhibit or program: a class of locks that nobody takes." };
        ScenarioOptions options = new(modules);
        Option<string?> replay = new("--replay")
        {
            Description = "One interleaving, by the token that 'folio explore' printed.",
            HelpName = "TOKEN",
        };
        Option<bool> list = new("--list") { Description = "List the lessons, scenarios and races; with --json an array." };
        Option<bool> json = new("--json") { Description = "With --list: print one JSON array." };
        Option<bool> teacher = new("--teacher") { Description = "Of a lesson: print the teacher's sheet." };
        Command command = new("show", Text) { name, output, list, json, trace, all, documents, without, replay, teacher };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            InvocationConfiguration streams = parsed.InvocationConfiguration;
            try
            {
                if (parsed.GetValue(list))
                {
                    return parsed.GetValue(json) ? ListJson(modules, streams.Output) : List(modules, streams.Output);
                }

                if (parsed.GetValue(json))
                {
                    throw new UsageException("--json goes with --list; the data of a page is written with --trace");
                }

                ShowSource source = new(modules);
                if (parsed.GetValue(all))
                {
                    string target = parsed.GetValue(output) ?? throw new UsageException("--all needs -o FOLDER, or -o FILE.html");
                    streams.Output.WriteLine(ShowSite.Write(modules, target, parsed.GetValue(documents), streams.Error));
                    return ExitCode.Holds;
                }

                if (parsed.GetValue(replay) is { } token)
                {
                    FolioTrace story = source.OfToken(token, parsed.GetValue(without));
                    Deliver(parsed.GetValue(trace) ? story.ToJson() : ShowPage.Write(story), parsed.GetValue(output), streams.Output);
                    return ExitCode.Holds;
                }

                string asked = parsed.GetValue(name)
                    ?? throw new UsageException(
                        "name a scenario, an exhibit or a trace file; 'folio explain --list' and 'folio explore --list' name them");
                if (parsed.GetValue(teacher))
                {
                    FolioScript lesson = ScenarioFile.TryRead(asked, modules)
                        ?? ScriptShelf.Lessons.Find(asked)
                        ?? throw new UsageException($"there is no lesson '{asked}'");
                    streams.Output.WriteLine(string.Join('\n', lesson.TeacherSheet));
                    return ExitCode.Holds;
                }

                FolioTrace shown = source.Find(
                    asked, parsed.GetValue(without), scenario => options.RequestOf(parsed, scenario, keepsSnapshots: true));
                Deliver(parsed.GetValue(trace) ? shown.ToJson() : ShowPage.Write(shown), parsed.GetValue(output), streams.Output);
                return ExitCode.Holds;
            }
            catch (Exception error) when (
                error is UsageException or BadFolioTraceException or BadFolioScriptException or KeyNotFoundException or IOException
                    or UnauthorizedAccessException or MalformedTraceException or FormatException or ArgumentException)
            {
                return Complaint.Write(streams.Error, "show", error.Message);
            }
        });
        return command;
    }

    private static IEnumerable<string> NamesOf(ModuleSet modules) =>
        ScriptShelf.All.SelectMany(static s => s.Names).Concat(modules.Scenarios.Select(static s => s.Name)).Concat(modules.Programs.Names);

    private static int ListJson(ModuleSet modules, TextWriter output)
    {
        var names = ScriptShelf.All.SelectMany(static s => s.Names.Select(n => new { name = n, kind = s.Kind, text = s.Find(n)!.Title }))
            .Concat(modules.Scenarios.Select(static s => new { name = s.Name, kind = "scenario", text = s.Summary }))
            .Concat(modules.Programs.Exhibits.Select(static e => new { name = e.Name, kind = "exhibit", text = e.Operations }));
        output.WriteLine(JsonSerializer.Serialize(names, JsonForm.Options));
        return ExitCode.Holds;
    }

    private static int List(ModuleSet modules, TextWriter output)
    {
        foreach ((string title, ScriptShelf shelf) in (ReadOnlySpan<(string, ScriptShelf)>)
            [("Lessons:", ScriptShelf.Lessons), ("\nStories:", ScriptShelf.Stories), ("\nWrong beliefs:", ScriptShelf.Beliefs)])
        {
            output.WriteLine(title);
            foreach (string name in shelf.Names)
            {
                Columns.Write(output, name, shelf.Find(name)!.Title);
            }
        }

        output.WriteLine("\nScenarios:");
        foreach (Scenario scenario in modules.Scenarios)
        {
            Columns.Write(output, scenario.Name, scenario.Summary);
        }

        output.WriteLine("\nRaces:");
        foreach (Exhibit exhibit in modules.Programs.Exhibits)
        {
            Columns.Write(output, exhibit.Name, exhibit.Operations);
        }

        return ExitCode.Holds;
    }

    private static void Deliver(string text, string? path, TextWriter output)
    {
        if (path is null)
        {
            output.Write(text);
            return;
        }

        File.WriteAllText(path, text);
        output.WriteLine($"{path}: {text.Length / 1024} KiB");
    }
}
