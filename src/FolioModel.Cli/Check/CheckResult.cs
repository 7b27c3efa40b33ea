using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FolioModel.Cli.Check;

/// <summary>The results of a campaign, or of some of its shards, in a form that can be added up.</summary>
/// <param name="Campaign">Which campaign.</param>
/// <param name="Shards">The parts of it that ran, as <c>i/n</c>; <c>1/1</c> for all of it.</param>
/// <param name="Programs">Programs run.</param>
/// <param name="Operations">Steps done.</param>
/// <param name="Coverage">How often each operation ended how.</param>
/// <param name="FailedProgram">The number of the first failing program, or null.</param>
/// <param name="Failure">Its report, or null.</param>
internal sealed record CheckResult(
    CheckCampaign Campaign, IReadOnlyList<string> Shards, long Programs, long Operations, IReadOnlyDictionary<string, long> Coverage,
    long? FailedProgram, string? Failure)
{
    /// <summary>The finding of the shrunk program, or null.</summary>
    public CheckFinding? Finding { get; init; }

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a result that <see cref="ToJson"/> wrote.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="BadCheckException">It cannot be read, or is no such result.</exception>
    public static CheckResult Read(string file)
    {
        if (Directory.Exists(file))
        {
            throw new BadCheckException($"{file}: expected a file, found a folder");
        }

        try
        {
            return JsonSerializer.Deserialize<CheckResult>(File.ReadAllText(file), s_json)
                ?? throw new BadCheckException($"{file}: no result");
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $":{line + 1}" : "";
            throw new BadCheckException($"{file}{place}: expected a result of folio check --json, found something else");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadCheckException($"{file}: {e.Message}");
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    public string ToText()
    {
        StringBuilder text = new();
        if (Failure is not null)
        {
            text.Append($"{Failure}\n");
        }

        string part = Shards is ["1/1"] ? "" : $", shard {string.Join(", ", Shards)}";
        text.Append($"{Campaign.Subject}, seed {Campaign.Seed}{part}: {Operations} operations in {Programs} programs, ");
        text.Append(Failure is null ? $"every invariant holds{(part.Length > 0 ? " in what ran" : "")}\n"
            : $"1 violation, in program {FailedProgram}\n");
        foreach ((string name, long count) in Coverage)
        {
            text.Append($"  {count,10}  {name}\n");
        }

        return text.ToString();
    }
}
