using System.Globalization;
using FolioModel.Testing;

namespace FolioModel.Campaigns.Kinds;

/// <summary>
/// Random programs against a subject. A unit is a range of programs, and runs all of them, also behind a failing one. For each finding the
/// first failing programs are shrunk, each in a unit of its own.
/// </summary>
/// <param name="subjects">Finds the factory of a subject by name; null for an unknown name.</param>
/// <remarks>
/// Options: <c>subject</c>, <c>seed</c>, <c>operations</c>, <c>length</c>, <c>check-every</c>, <c>shrink</c>, <c>misuse</c>, with the
/// meaning and the defaults of <c>folio check</c>.
/// </remarks>
public sealed class PropertyCampaign(Func<string, Func<Subject>?> subjects) : ICampaignKind
{
    private const int ShrunkPerFinding = 3;
    private const string ShrinkVerb = "shrink program ";
    private const string RunVerb = "run programs ";

    /// <inheritdoc/>
    public string Name => "check";

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Plan(IReadOnlyDictionary<string, string> options, int units)
    {
        Settings settings = Read(options);
        long count = Math.Min(units, settings.Programs);
        List<string> plan = [];
        for (long i = 0; i < count; i++)
        {
            long first = (settings.Programs * i / count) + 1;
            long last = settings.Programs * (i + 1) / count;
            plan.Add(string.Create(CultureInfo.InvariantCulture, $"{RunVerb}{first}-{last}"));
        }

        return plan;
    }

    /// <inheritdoc/>
    public byte[] Run(IReadOnlyDictionary<string, string> options, string unit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Settings settings = Read(options);
        if (unit.StartsWith(ShrinkVerb, StringComparison.Ordinal))
        {
            return UnitJson.Write(Shrink(settings, ParseNumber(unit[ShrinkVerb.Length..], unit)));
        }

        string[] ends = unit.StartsWith(RunVerb, StringComparison.Ordinal) ? unit[RunVerb.Length..].Split('-') : [];
        return ends.Length == 2
            ? UnitJson.Write(RunPrograms(settings, ParseNumber(ends[0], unit), ParseNumber(ends[1], unit), cancellation))
            : throw BadUnit(unit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FollowUp(IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return
        [
            .. results.SelectMany(static r => UnitJson.Read<ProgramsResult>(r).Seen)
                .GroupBy(static s => s.Finding, StringComparer.Ordinal)
                .SelectMany(static g => g.OrderBy(static s => s.Program).Take(ShrunkPerFinding))
                .OrderBy(static s => s.Program)
                .Select(static s => string.Create(CultureInfo.InvariantCulture, $"{ShrinkVerb}{s.Program}")),
        ];
    }

    /// <inheritdoc/>
    public UnitGlimpse Glimpse(byte[] result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (UnitJson.Has(result, "signature"))
        {
            ShrunkResult shrunk = UnitJson.Read<ShrunkResult>(result);
            return UnitGlimpse.None with { Violations = [$"{shrunk.Signature}: {shrunk.Steps} steps, program {shrunk.Program}"] };
        }

        ProgramsResult programs = UnitJson.Read<ProgramsResult>(result);
        return new UnitGlimpse(programs.Operations, "operations", [.. programs.Coverage.Keys],
            [.. programs.Seen.Select(static s => $"{s.Finding}: program {s.Program}: {s.Message}")]);
    }

    /// <inheritdoc/>
    public CampaignSummary Merge(
        IReadOnlyDictionary<string, string> options, IReadOnlyList<byte[]> results, IReadOnlyList<byte[]> followUps)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(followUps);
        return new PropertySummary(
            Read(options).Describe(), [.. results.Select(UnitJson.Read<ProgramsResult>)],
            [.. followUps.Select(UnitJson.Read<ShrunkResult>)]).Write();
    }

    private static ProgramsResult RunPrograms(Settings settings, long first, long last, CancellationToken cancellation)
    {
        SortedDictionary<string, long> coverage = new(StringComparer.Ordinal);
        SortedDictionary<string, long> failing = new(StringComparer.Ordinal);
        List<SeenFailure> seen = [];
        long operations = 0;
        for (long number = first; number <= last; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            CampaignResult result = Campaign.Run(settings.Subject, settings.OptionsOf(number, shrink: 0));
            operations += result.Operations;
            foreach ((string name, long count) in result.Coverage.Counts)
            {
                coverage[name] = coverage.GetValueOrDefault(name) + count;
            }

            if (result.Failure is { } failure)
            {
                Finding finding = failure.FirstSeen ?? failure.Finding;
                long before = failing.GetValueOrDefault(finding.Id);
                failing[finding.Id] = before + 1;
                if (before < ShrunkPerFinding)
                {
                    seen.Add(new SeenFailure(number, finding.Id, finding.Text.Split('\n')[0]));
                }
            }
        }

        return new ProgramsResult(last - first + 1, operations, coverage, failing, seen);
    }

    private static ShrunkResult Shrink(Settings settings, long number)
    {
        FailureReport report = Campaign.Run(settings.Subject, settings.OptionsOf(number, settings.Shrink)).Failure
            ?? throw new InvalidOperationException($"program {number} failed before and does not fail now: it is not deterministic");
        string signature = report.Imbalance.Length > 0 ? $"{report.Finding.Id}; {report.Imbalance}" : report.Finding.Id;
        return new ShrunkResult(number, signature, report.Shrunk.Steps.Length, report.Shrunk.Encode(), report.ToString());
    }

    private static long ParseNumber(string text, string unit) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : throw BadUnit(unit);

    private static BadCampaignException BadUnit(string unit) =>
        new($"expected a unit '{RunVerb}1-10' or '{ShrinkVerb}1', found '{unit}'");

    private Settings Read(IReadOnlyDictionary<string, string> options)
    {
        CampaignOptionValues values = new(options);
        values.RefuseOthers("subject", "seed", "operations", "length", "check-every", "shrink", "misuse");
        string name = values.Text("subject", "core");
        return new Settings(
            subjects(name) ?? throw new BadCampaignException($"option subject: there is no subject '{name}'"),
            name,
            values.Unsigned("seed", 1),
            values.Number("operations", 100_000, 1),
            (int)values.Number("length", 1000, 1, int.MaxValue),
            (int)values.Number("check-every", 1, 1, int.MaxValue),
            (int)values.Number("shrink", 2000, 0, int.MaxValue),
            values.Flag("misuse"));
    }

    private sealed record Settings(
        Func<Subject> Subject, string Name, ulong Seed, long Operations, int Length, int CheckEvery, int Shrink, bool Misuse)
    {
        public long Programs => (Operations + Length - 1) / Length;

        public string Describe() =>
            $"{Name}, seed {Seed}, {Operations} operations, {Length} a program"
            + $"{(CheckEvery == 1 ? "" : $", checked every {CheckEvery}")}{(Misuse ? ", with misuse" : "")}";

        public CampaignOptions OptionsOf(long number, int shrink) => new()
        {
            Seed = Seed,
            Operations = Operations,
            ProgramLength = Length,
            Only = number - 1,
            Run = new RunOptions { CheckEvery = CheckEvery, Misuse = Misuse, ShrinkingRuns = shrink, NamesLines = false },
        };
    }
}
