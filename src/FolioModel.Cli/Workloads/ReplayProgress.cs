using System.Diagnostics;

namespace FolioModel.Cli.Workloads;

/// <summary>Requests so far and their rate, on the error stream, and only on a terminal.</summary>
internal sealed class ReplayProgress(TextWriter error)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _shows = !Console.IsErrorRedirected;
    private long _last;
    private int _width;

    public void Show(long requests)
    {
        long now = _watch.ElapsedMilliseconds;
        if (!_shows || now < 1000 || now - _last < 200)
        {
            return;
        }

        _last = now;
        string line = $"{requests:n0} requests, {requests * 1000 / now:n0}/s";
        _width = Math.Max(_width, line.Length);
        error.Write($"\r{line.PadRight(_width)}");
    }

    public void Clear()
    {
        if (_width > 0)
        {
            error.Write($"\r{new string(' ', _width)}\r");
        }
    }
}
