using System.Diagnostics;
using System.Text;
using FolioModel.Campaigns;
using FolioModel.Campaigns.Kinds;

namespace FolioModel.Cli.Campaigns;

/// <summary>
/// Bugs that are planted in the model, each compiled into a copy of the command and hunted by <c>folio check</c> in a unit of its own. The
/// bugs and their sources are in a checkout of FolioModel, whose program <c>calibrate</c> plants and hunts.
/// </summary>
/// <remarks>
/// Options: <c>source</c> (the checkout), <c>bugs</c> or <c>plan</c> (names, separated by commas) or <c>sample</c> with <c>day</c>,
/// <c>seed</c>, <c>shrink</c> and <c>patience</c>, as <c>calibrate</c> has them. A unit has a hash of the bug and of what it is planted in,
/// so that a machine with another checkout refuses it.
/// </remarks>
internal sealed class CalibrationCampaign : ICampaignKind
{
    /// <summary>The options that choose bugs.</summary>
    private static readonly string[] s_choices = ["bugs", "plan", "sample"];

    /// <inheritdoc/>
    public string Name => "calibrate";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units)
    {
        CampaignOptionValues values = Check(options);
        string[] names = Names(values, "bugs");
        string[] plans = Names(values, "plan");
        IEnumerable<string> which = names.Length > 0 ? names
            : plans.Length > 0 ? ["--plan", .. plans]
            : values.Has("sample") ? ["--sample", $"{values.Number("sample", 1, 1, 10_000)}", $"{values.Number("day", 1, 0, int.MaxValue)}"]
            : ["--all"];
        return Calibrate(values, ["--units", .. which], CancellationToken.None).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation) =>
        UnitJson.Write(UnitJson.Read<CalibrationVerdict>(
            Encoding.UTF8.GetBytes(Calibrate(Check(options), ["--run-unit", unit], cancellation))));

    /// <inheritdoc/>
    public IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results) => [];

    /// <inheritdoc/>
    public UnitGlimpse Glimpse(byte[] result)
    {
        CalibrationVerdict verdict = UnitJson.Read<CalibrationVerdict>(result);
        return new UnitGlimpse(1, "bugs", [verdict.Name], verdict.IsGood ? [] : [verdict.ToString()]);
    }

    /// <inheritdoc/>
    public CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps)
    {
        ArgumentNullException.ThrowIfNull(results);
        CalibrationVerdict[] verdicts = [.. results.Select(UnitJson.Read<CalibrationVerdict>)];
        CalibrationVerdict[] unchanged = [.. verdicts.Where(static v => v.Breaks.Length == 0)];
        CalibrationVerdict[] bugs = [.. verdicts.Where(static v => v.Breaks.Length > 0)];
        int found = bugs.Count(static v => v.Outcome == CalibrationOutcome.Found);
        int visible = bugs.Count(static v => v.Outcome is CalibrationOutcome.Found or CalibrationOutcome.Survived);
        StringBuilder text = new();
        foreach (CalibrationVerdict verdict in verdicts)
        {
            text.Append($"{verdict}\n");
        }

        int alarms = unchanged.Count(static v => v.Outcome == CalibrationOutcome.FalseAlarm);
        text.Append($"{found} of {visible} bugs found, {bugs.Length - visible} without effect or not tried, "
            + $"{alarms} of {unchanged.Length} plans with a false alarm\n");
        string json = UnitJson.Text(new { bugs, unchanged, found, visible }) + "\n";
        return new CampaignSummary(json, text.ToString(), verdicts.Count(static v => !v.IsGood));
    }

    private static CampaignOptionValues Check(IReadOnlyDictionary<string, string> options)
    {
        CampaignOptionValues values = new(options);
        values.RefuseOthers("source", "bugs", "plan", "sample", "day", "seed", "shrink", "patience");
        if (s_choices.Count(values.Has) > 1)
        {
            throw new BadCampaignException("expected one of the options bugs, plan and sample, found several");
        }

        return values.Has("source") ? values
            : throw new BadCampaignException("option source: expected a checkout of FolioModel, found none");
    }

    private static string[] Names(CampaignOptionValues values, string option) =>
        values.Text(option, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the checkout's program and returns what it wrote.</summary>
    private static string Calibrate(CampaignOptionValues values, IEnumerable<string> what, CancellationToken cancellation)
    {
        string source = Path.GetFullPath(values.Text("source", ""));
        string program =
            Path.Combine(source, "eng", "FolioModel.Calibration", "bin", "Release", "net10.0", "calibrate.dll");
        if (!File.Exists(program))
        {
            throw new BadCampaignException(
                $"{program}: expected the program calibrate; build it with: dotnet build -c Release eng/Eng.sln");
        }

        string[] hunt =
        [
            "--seed", $"{values.Number("seed", 7, 0, int.MaxValue)}", "--shrink", $"{values.Number("shrink", 2000, 0, int.MaxValue)}",
            "--patience", $"{values.Number("patience", 150, 1, int.MaxValue)}",
        ];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "--source", source, .. hunt, .. what])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using CancellationTokenRegistration stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? output
            : throw new BadCampaignException($"{program}: {error.Result.Trim().Split('\n')[0]}");
    }
}
