using System.Diagnostics;

namespace FolioModel.Cli.Check;

/// <summary>Steps done and their rate, on the error stream, only to a terminal, and only after a second.</summary>
internal sealed class CheckProgress(TextWriter error)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _shows = !Console.IsErrorRedirected;
    private long _last;
    private int _width;

    public void Show(long done, long total)
    {
        long now = _watch.ElapsedMilliseconds;
        if (!_shows || now < 1000 || now - _last < 200)
        {
            return;
        }

        _last = now;
        string line = $"{done:n0} of {total:n0} operations, {done * 1000 / now:n0}/s";
        _width = Math.Max(_width, line.Length);
        error.Write($"\r{line}");
    }

    public void Clear()
    {
        if (_width > 0)
        {
            error.Write($"\r{new string(' ', _width)}\r");
        }
    }
}
