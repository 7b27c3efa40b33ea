using System.Globalization;
using FolioModel.Cli.Modules;

namespace FolioModel.Cli.Repl;

/// <summary>Reads lines, runs them, and shows what they changed.</summary>
/// <param name="output">Where results go.</param>
/// <param name="error">Where mistakes go.</param>
/// <param name="modules">The modules whose verbs lines may use.</param>
internal sealed class ReplSession(TextWriter output, TextWriter error, ModuleSet modules)
{
    private readonly ReplView _view = new(output, modules.ScriptVerbs);
    private FolioSession _session = new(modules.ScriptVerbs);
    private bool _failed;

    /// <summary>Reads lines to the end of the input, or to <c>quit</c>.</summary>
    /// <param name="input">The lines.</param>
    /// <param name="isTerminal">Whether a person writes them: then a prompt stands before each, and mistakes do not count.</param>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public int Run(TextReader input, bool isTerminal)
    {
        if (isTerminal)
        {
            output.WriteLine("A machine of 64 pages and 2 CPUs. 'help' says what there is, 'quit' ends.");
        }

        while (true)
        {
            if (isTerminal)
            {
                output.Write("folio> ");
                output.Flush();
            }

            if (input.ReadLine() is not { } line || line.Trim() is "quit" or "exit")
            {
                return _failed && !isTerminal ? ExitCode.BadInput : ExitCode.Holds;
            }

            Do(line);
        }
    }

    /// <summary>Begins with the lines of a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether all of them could be run.</returns>
    public bool Load(string path)
    {
        try
        {
            _session = FolioSession.Of(File.ReadAllLines(path), modules.ScriptVerbs);
            output.WriteLine($"{_session.History.Count} lines of {path} were run.");
            _view.Folios(_session, []);
            return true;
        }
        catch (Exception e) when (e is BadFolioScriptException or IOException or UnauthorizedAccessException)
        {
            Fail(e.Message);
            return false;
        }
    }

    private void Do(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        switch (words)
        {
            case []:
                break;
            case ["help"]:
                _view.Help();
                break;
            case ["show"]:
                _view.Folios(_session, []);
                break;
            case ["steps"]:
                _view.Steps(_session.History.LastOrDefault(static s => s.Steps.Count > 0));
                break;
            case ["tree", string file]:
                Tree(file);
                break;
            case ["lists"]:
                _view.Lists(_session.Machine.Snapshot());
                break;
            case ["free"]:
                _view.Free(_session.Machine.Snapshot());
                break;
            case ["history"]:
                _view.History(_session);
                break;
            case ["undo"]:
                Undo(1);
                break;
            case ["undo", string count] when int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int lines):
                Undo(lines);
                break;
            case ["save", string path]:
                Save(path);
                break;
            case ["load", string path]:
                Load(path);
                break;
            default:
                RunLine(line);
                break;
        }
    }

    private void RunLine(string line)
    {
        MachineSnapshot before = _session.Machine.Snapshot();
        try
        {
            _view.After(_session, _session.Run(line), before);
        }
        catch (BadFolioScriptException e)
        {
            Fail(e.Message);
        }
    }

    private void Undo(int lines)
    {
        string[] gone = [.. _session.History.TakeLast(lines).Select(static s => s.Text.Trim())];
        _session.Undo(lines);
        output.WriteLine(gone.Length == 0 ? "There is no line to take back." : $"taken back: {string.Join("; ", gone)}");
        _view.Folios(_session, []);
    }

    private void Save(string path)
    {
        try
        {
            File.WriteAllText(path, _session.ToText());
            output.WriteLine($"{path}: {_session.History.Count} lines; 'folio show {path} -o page.html' shows them as a page");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e.Message);
        }
    }

    private void Tree(string name)
    {
        if (_session.Files.TryGetValue(name, out AddressSpace? file))
        {
            output.WriteLine(file.Pages.DescribeTree().TrimEnd());
        }
        else
        {
            Fail($"there is no file '{name}'");
        }
    }

    private void Fail(string message)
    {
        _failed = true;
        output.Flush();
        error.WriteLine($"folio repl: {Printable.OneLine(message)}");
    }
}
