namespace FolioModel.Cli.Explore;

/// <summary>How far a search is, on the error stream, and only if that is a terminal.</summary>
internal sealed class ExploreProgress(TextWriter errors)
{
    private readonly bool _shows = ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected;
    private bool _written;

    public void Show(ExplorationProgress progress) =>
        Show($"{progress.Executions:n0} executions, {progress.Steps:n0} steps, {progress.States:n0} states, depth {progress.Depth}");

    public void Show(string line)
    {
        if (_shows)
        {
            errors.Write($"\r\e[K{line}");
            _written = true;
        }
    }

    public void Clear()
    {
        if (_written)
        {
            errors.Write("\r\e[K");
        }
    }
}
