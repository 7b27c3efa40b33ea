using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Calibration;

/// <summary>
/// A calibration as the units of <c>folio campaign plan calibrate</c>: <c>bug ID HASH</c> hunts one planted bug, <c>unchanged PLAN HASH</c>
/// runs the campaigns of a hunting plan on the model as it is, where nothing may be found.
/// </summary>
/// <remarks>
/// The hash is over the bug or the plan, its source file, and the assemblies that are patched: a checkout that differs in these refuses the
/// unit.
/// </remarks>
internal sealed class CampaignUnits(string root, string output, IReadOnlyList<PlantedBug> all, Hunt hunt)
{
    private const int DigitsOfHash = 16;
    private const string BugVerb = "bug";
    private const string UnchangedVerb = "unchanged";

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly IReadOnlyList<HuntPlan> _plans = HuntPlan.Load(root);

    /// <summary>Writes the units for those bugs, one a line: the unchanged model first.</summary>
    public void List(IReadOnlyList<PlantedBug> chosen, TextWriter to)
    {
        foreach (HuntPlan plan in chosen.Select(b => HuntPlan.For(b, _plans)).Distinct())
        {
            to.WriteLine($"{UnchangedVerb} {plan.Name} {HashOf(plan)}");
        }

        foreach (PlantedBug bug in chosen)
        {
            to.WriteLine($"{BugVerb} {bug.Id} {HashOf(bug)}");
        }
    }

    /// <summary>Runs a unit and writes its verdict as one line of JSON.</summary>
    /// <returns>The exit code: 0 when there is a verdict, whatever it is; 2 for a unit of another checkout.</returns>
    public int Run(string unit, TextWriter to, TextWriter error)
    {
        string[] words = unit.Split(' ');
        UnitVerdict? verdict = words switch
        {
            [UnchangedVerb, string name, string hash] when _plans.FirstOrDefault(p => p.Name == name) is { } plan && HashOf(plan) == hash =>
                Unchanged(plan),
            [BugVerb, string id, string hash] when all.FirstOrDefault(b => b.Id == id) is { } bug && HashOf(bug) == hash => Hunted(bug),
            _ => null,
        };
        if (verdict is null)
        {
            error.WriteLine($"this checkout has no unit '{unit}': it is another one than the campaign was planned with, or was built anew");
            return 2;
        }

        to.WriteLine(JsonSerializer.Serialize(verdict, s_json));
        return 0;
    }

    private UnitVerdict Unchanged(HuntPlan plan)
    {
        string? found = hunt.FindWithoutABug(plan.Campaigns);
        UnitOutcome outcome = found is null ? UnitOutcome.Silent : UnitOutcome.FalseAlarm;
        return new UnitVerdict(plan.Name, "", "", outcome, found?.Split(':')[0] ?? "", "", 0, found is null);
    }

    private UnitVerdict Hunted(PlantedBug bug)
    {
        Verdict verdict = hunt.Try(bug);
        UnitOutcome outcome = verdict.Problem is not null ? UnitOutcome.NotTried
            : verdict.IsKilled ? UnitOutcome.Found
            : bug.IsEquivalent ? UnitOutcome.Equivalent
            : UnitOutcome.Survived;
        string by = verdict.Problem ?? verdict.KilledBy ?? "";
        return new UnitVerdict(bug.Id, bug.File, bug.Breaks, outcome, by, verdict.Subject, verdict.Steps, verdict.IsGood);
    }

    private string HashOf(HuntPlan plan) => Hash(Encoding.UTF8.GetBytes(PlanText(plan)));

    private string HashOf(PlantedBug bug) => Hash(
        [
            .. Encoding.UTF8.GetBytes(JsonSerializer.Serialize(bug) + PlanText(HuntPlan.For(bug, _plans))),
            .. File.ReadAllBytes(Path.Combine(root, bug.File)),
        ]);

    private string PlanText(HuntPlan plan) =>
        File.ReadAllText(Path.Combine(root, "eng", "FolioModel.Calibration", "Plans", $"{plan.Name}.json"));

    private string Hash(byte[] subject)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(subject);
        foreach (string assembly in Directory.EnumerateFiles(output, "*.dll").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(assembly) is var name
                && (name == "folio.dll" || name.StartsWith("FolioModel", StringComparison.Ordinal)))
            {
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(assembly)));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..DigitsOfHash];
    }
}

/// <summary>The verdict of a unit.</summary>
/// <param name="Name">The name of the bug, or of the hunting plan that ran on the unchanged model.</param>
/// <param name="File">The source file with the bug; empty for the unchanged model.</param>
/// <param name="Breaks">What the bug breaks.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="By">What found it, or why it could not be tried.</param>
/// <param name="Subject">The subject in which it was found.</param>
/// <param name="Steps">Steps of the shrunk program.</param>
/// <param name="IsGood">Whether all that was expected of the hunt came true, or the list says why it may not.</param>
internal sealed record UnitVerdict(
    string Name, string File, string Breaks, UnitOutcome Outcome, string By, string Subject, int Steps, bool IsGood);

/// <summary>The outcomes of a unit.</summary>
internal enum UnitOutcome
{
    /// <summary>The bug was found.</summary>
    Found,

    /// <summary>The bug was not found, and could be seen.</summary>
    Survived,

    /// <summary>The bug was not found; the list says that nothing can see it.</summary>
    Equivalent,

    /// <summary>The bug could not be planted or compiled.</summary>
    NotTried,

    /// <summary>The unchanged model held, as it must.</summary>
    Silent,

    /// <summary>Something was found in the unchanged model, which would be taken for every planted bug.</summary>
    FalseAlarm,
}
