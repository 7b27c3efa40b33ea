using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace FolioModel.Cli.Conform;

/// <summary>
/// A JSON object of a recording: reads its fields, says which one is wrong and what was expected, and knows afterwards which were not
/// read.
/// </summary>
/// <param name="source">Where the object stands.</param>
/// <param name="json">The object.</param>
/// <param name="path">Where the object is inside its line: empty, or ends in a dot.</param>
internal readonly struct RecordedLine(LineSource source, JsonElement json, string path = "")
{
    public string File => source.File;

    public int Line => source.Line;

    public string Path => path;

    public JsonElement Json => json;

    /// <summary>Whether a field is there. This alone does not count as reading it.</summary>
    /// <param name="field">The field.</param>
    public bool Has(string field) => json.TryGetProperty(field, out _);

    public string Text(string field)
    {
        if (Get(field) is not { ValueKind: JsonValueKind.String } value)
        {
            throw Malformed(field, "expected a string");
        }

        ReadOnlySpan<byte> text = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        return text.Contains((byte)'\\') ? value.GetString()! : source.Words.GetOrAdd(text, Encoding.UTF8);
    }

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

    /// <summary>A number of bytes that are whole pages.</summary>
    /// <param name="field">The field.</param>
    public long WholePages(string field) =>
        Int64(field, 0) is var bytes && bytes % PageSize.Bytes == 0
            ? bytes
            : throw Malformed(field, $"expected a multiple of {PageSize.Bytes}");

    public bool Flag(string field) => Int32(field, 0, 1) == 1;

    /// <summary>Reads a field that can have one value only, and refuses any other.</summary>
    /// <param name="field">The field.</param>
    /// <param name="expected">Its value.</param>
    /// <param name="reason">Why it is that.</param>
    public void Demand(string field, long expected, string reason)
    {
        long found = Int64(field);
        if (found != expected)
        {
            throw Malformed(field, $"expected {expected}, {reason}, found {found}");
        }
    }

    /// <summary>Reads a field that can be one of a few words only, and refuses any other.</summary>
    /// <param name="field">The field.</param>
    /// <param name="words">The words.</param>
    public void DemandText(string field, params ReadOnlySpan<string> words)
    {
        if (!words.Contains(Text(field)))
        {
            throw Malformed(field, $"expected one of \"{string.Join("\", \"", words!)}\"");
        }
    }

    /// <summary>A page index; -1 stands for the largest one, "to the end".</summary>
    /// <param name="field">The field.</param>
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

    public RecordedLine Object(string field)
    {
        if (Get(field) is not { ValueKind: JsonValueKind.Object } value)
        {
            throw Malformed(field, "expected an object");
        }

        RecordedLine inner = new(source, value, path.Length == 0 ? PathOf(field) : $"{path}{field}.");
        source.NoteObject(inner);
        return inner;
    }

    /// <summary>The field of any kind.</summary>
    /// <param name="field">The field.</param>
    public JsonElement Value(string field) => Get(field);

    /// <summary>The field as it stands in the file, in UTF-8.</summary>
    /// <param name="field">The field.</param>
    public ReadOnlySpan<byte> Raw(string field) => JsonMarshal.GetRawUtf8Value(Get(field));

    /// <summary>Reads remarks, which say something to a reader of the recording and nothing to the model.</summary>
    /// <param name="fields">Their names.</param>
    public void PassOver(params ReadOnlySpan<string> fields)
    {
        foreach (string field in fields)
        {
            if (Has(field))
            {
                Get(field);
            }
        }
    }

    /// <summary>Reads all fields as remarks: those of an operation that the recorder did not carry out.</summary>
    public void PassOver()
    {
        foreach (JsonProperty property in json.EnumerateObject())
        {
            source.NoteField(path, property.Name);
        }
    }

    /// <summary>The first field of the whole line that was not read; null when all were.</summary>
    public string? FirstUnread() => source.FirstUnread(this);

    public MalformedTraceException Malformed(string field, string problem) => new(source.File, source.Line, path + field, problem);

    private static string PathOf(string field) => field switch
    {
        "a" => "a.",
        "map" => "map.",
        "pool" => "pool.",
        "subpool" => "subpool.",
        _ => field + ".",
    };

    private JsonElement Get(string field)
    {
        if (!json.TryGetProperty(field, out JsonElement value))
        {
            throw Malformed(field, "the field is missing");
        }

        source.NoteField(path, field);
        return value;
    }
}
