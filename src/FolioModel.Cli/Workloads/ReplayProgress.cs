using System.Diagnostics;
using System.Globalization;

namespace FolioModel.Cli.Workloads;

/// <summary>
/// Requests so far, their rate, and the time left where the number of requests is known; on the error stream of a terminal.
/// </summary>
/// <param name="error">The error stream.</param>
/// <param name="all">The number of requests of the trace, or null.</param>
internal sealed class ReplayProgress(TextWriter error, long? all)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _shows = !Console.IsErrorRedirected;
    private long _last;
    private int _width;

    /// <summary>The line for some requests after some time.</summary>
    public static string LineOf(long requests, long? all, TimeSpan elapsed)
    {
        double rate = requests / Math.Max(elapsed.TotalSeconds, 1e-9);
        string line = string.Create(CultureInfo.InvariantCulture, $"{requests:n0} requests, {rate:n0}/s");
        if (all is not { } count || requests == 0 || count < requests)
        {
            return line;
        }

        TimeSpan left = TimeSpan.FromSeconds(Math.Round((count - requests) / rate));
        return string.Create(CultureInfo.InvariantCulture, $"{line}, {left:c} left");
    }

    /// <summary>Shows the line, at most five times a second and not in the first one.</summary>
    public void Show(long requests)
    {
        long now = _watch.ElapsedMilliseconds;
        if (!_shows || now < 1000 || now - _last < 200)
        {
            return;
        }

        _last = now;
        string line = LineOf(requests, all, _watch.Elapsed);
        _width = Math.Max(_width, line.Length);
        error.Write($"\r{line.PadRight(_width)}");
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_width > 0)
        {
            error.Write($"\r{new string(' ', _width)}\r");
        }
    }
}
