using System.Text.Json;

namespace FolioModel.Cli.Conform.Kernel;

/// <summary>A JSON object of a recording: reads its fields, and says which one is wrong and what was expected.</summary>
/// <param name="file">The file's path.</param>
/// <param name="line">The line, counted from 1.</param>
/// <param name="json">The object.</param>
/// <param name="path">Where the object is inside its line: empty, or ends in a dot.</param>
internal readonly struct RecordedLine(string file, int line, JsonElement json, string path = "")
{
    public string File => file;

    public JsonElement Json => json;

    public bool Has(string field) => json.TryGetProperty(field, out _);

    public string Text(string field) =>
        Get(field) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Malformed(field, "expected a string");

    public string? OptionalText(string field) => Has(field) ? Text(field) : null;

    public int Int32(string field, int min = int.MinValue, int max = int.MaxValue) =>
        Get(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= min && number <= max
            ? number
            : throw Malformed(field, $"expected an integer from {min} to {max}");

    public long Int64(string field, long min = long.MinValue, long max = long.MaxValue) =>
        Get(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) && number >= min && number <= max
            ? number
            : throw Malformed(field, $"expected an integer from {min} to {max}");

    public ulong UInt64(string field) =>
        Get(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt64(out ulong number)
            ? number
            : throw Malformed(field, "expected an integer from 0 to 2^64 - 1");

    public bool Flag(string field) => Int32(field, 0, 1) == 1;

    /// <summary>A page index; -1 stands for the largest one, "to the end".</summary>
    public PageIndex Index(string field)
    {
        JsonElement value = Get(field);
        if (value.ValueKind == JsonValueKind.Number)
        {
            if (value.TryGetUInt64(out ulong index))
            {
                return new PageIndex(index);
            }

            if (value.TryGetInt64(out long negative) && negative == -1)
            {
                return PageIndex.Max;
            }
        }

        throw Malformed(field, "expected a page index: an integer from 0 to 2^64 - 1, or -1 for the end");
    }

    public JsonElement Array(string field) =>
        Get(field) is { ValueKind: JsonValueKind.Array } value ? value : throw Malformed(field, "expected an array");

    public RecordedLine Object(string field) =>
        Get(field) is { ValueKind: JsonValueKind.Object } value
            ? new RecordedLine(file, line, value, $"{path}{field}.")
            : throw Malformed(field, "expected an object");

    public MalformedTraceException Malformed(string field, string problem) => new(file, line, path + field, problem);

    private JsonElement Get(string field) =>
        json.TryGetProperty(field, out JsonElement value) ? value : throw Malformed(field, "the field is missing");
}
