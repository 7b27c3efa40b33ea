using System.Text;
using System.Text.Json;

namespace FolioModel.Cli.Check;

/// <summary>What a campaign or a shard of it did and found, in a form that adds up.</summary>
/// <param name="Subject">What was under test.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Programs">Programs run.</param>
/// <param name="Operations">Steps done.</param>
/// <param name="Coverage">How often each operation ended how.</param>
/// <param name="Failure">The report of the first failure, or null.</param>
internal sealed record CheckResult(
    string Subject, ulong Seed, long Programs, long Operations, IReadOnlyDictionary<string, long> Coverage, string? Failure)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>Adds up the results of shards of one campaign.</summary>
    public static CheckResult Merge(IReadOnlyList<string> files)
    {
        CheckResult? sum = null;
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            CheckResult part = Read(file);
            sum = sum is null ? part : sum.Plus(part, file);
        }

        return sum!;
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    public string ToText()
    {
        StringBuilder text = new();
        if (Failure is not null)
        {
            text.Append($"{Failure}\n");
        }

        text.Append($"{Subject}, seed {Seed}: {Operations} operations in {Programs} programs, {(Failure is null ? "every invariant holds" : "1 violation")}\n");
        foreach ((string name, long count) in Coverage)
        {
            text.Append($"  {count,10}  {name}\n");
        }

        return text.ToString();
    }

    private static CheckResult Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckResult>(File.ReadAllText(file), s_json) ?? throw new BadCheckException($"{file}: no result");
        }
        catch (JsonException e)
        {
            throw new BadCheckException($"{file}: {e.Message}");
        }
        catch (IOException e)
        {
            throw new BadCheckException(e.Message);
        }
    }

    private CheckResult Plus(CheckResult other, string file)
    {
        if (other.Subject != Subject || other.Seed != Seed)
        {
            throw new BadCheckException($"{file}: subject '{other.Subject}' with seed {other.Seed} is no shard of '{Subject}' with seed {Seed}");
        }

        SortedDictionary<string, long> coverage = new(StringComparer.Ordinal);
        foreach ((string name, long count) in Coverage.Concat(other.Coverage))
        {
            coverage[name] = coverage.GetValueOrDefault(name) + count;
        }

        return new CheckResult(Subject, Seed, Programs + other.Programs, Operations + other.Operations, coverage, Failure ?? other.Failure);
    }
}
