using System.Diagnostics;
using FolioModel.Campaigns;

namespace FolioModel.Cli.Campaigns;

/// <summary>Units done, their rate and the time left, on one line of the error stream, and only on a terminal.</summary>
internal sealed class CampaignProgressLine(TextWriter error)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _shows = !Console.IsErrorRedirected;
    private int _width;
    private int _found;

    public void Show(CampaignProgress progress)
    {
        if (!_shows)
        {
            return;
        }

        // Units that had their result before this run cost no time and would flatter the rate.
        _found = _watch.ElapsedMilliseconds < 100 ? progress.Done : _found;
        double seconds = _watch.Elapsed.TotalSeconds;
        double rate = (progress.Done - _found) / seconds;
        string left = rate > 0 ? $", {TimeSpan.FromSeconds((progress.Total - progress.Done) / rate):h\\:mm\\:ss} left" : "";
        string line = $"{progress.Done} of {progress.Total} units{left}";
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
