using System.Globalization;
using FolioModel.Campaigns;

namespace FolioModel.Cli.Campaigns;

/// <summary>
/// Units done, the rate, what was covered, violations and the time left, on one line of a terminal's error stream. Each new violation
/// has a line of its own, also where no terminal is.
/// </summary>
/// <param name="error">The error stream.</param>
/// <param name="kind">The kind of the campaign, which reads results.</param>
/// <param name="isTerminal">Whether the stream is a terminal; null to ask the console.</param>
/// <param name="time">The clock for the rate, or null for the machine's.</param>
internal sealed class CampaignProgressLine(TextWriter error, ICampaignKind kind, bool? isTerminal = null, TimeProvider? time = null)
{
    private static readonly TimeSpan s_beginning = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly long _started = (time ?? TimeProvider.System).GetTimestamp();
    private readonly bool _shows = isTerminal ?? !Console.IsErrorRedirected;
    private readonly HashSet<string> _covered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _violations = new(StringComparer.Ordinal);
    private long _work;
    private int _width;
    private int _before;

    public void Show(CampaignProgress progress)
    {
        UnitGlimpse glimpse = kind.Glimpse(progress.Result);
        _covered.UnionWith(glimpse.Covered);
        TimeSpan elapsed = _time.GetElapsedTime(_started);
        if (elapsed < s_beginning)
        {
            // Units that had their result before this run cost no time and would flatter the rate.
            _before = progress.Done;
        }
        else
        {
            _work += glimpse.Work;
        }

        foreach (string violation in glimpse.Violations.Where(v => _violations.Add(v.Split(':')[0])))
        {
            Clear();
            error.WriteLine($"violation {violation}");
        }

        if (_shows)
        {
            string line = Line(progress, glimpse.Measure, elapsed);
            _width = Math.Max(_width, line.Length);
            error.Write($"\r{line.PadRight(_width)}");
        }
    }

    public void Clear()
    {
        if (_width > 0)
        {
            error.Write($"\r{new string(' ', _width)}\r");
        }
    }

    private string Line(CampaignProgress progress, string measure, TimeSpan elapsed)
    {
        double units = (progress.Done - _before) / elapsed.TotalSeconds;
        string rate = _work > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_work / elapsed.TotalSeconds:n0} {measure}/s") : "";
        string covered = _covered.Count > 0 ? $", {_covered.Count} covered" : "";
        string found = _violations.Count > 0 ? $", {_violations.Count} violation{(_violations.Count == 1 ? "" : "s")}" : "";
        string left = units > 0 ? $", {TimeSpan.FromSeconds((progress.Total - progress.Done) / units):h\\:mm\\:ss} left" : "";
        return $"{progress.Done} of {progress.Total} units{rate}{covered}{found}{left}";
    }
}
