using System.Globalization;
using System.Text.Json;
using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>One line of an XArray recording: reads its fields, and says which one is wrong and why.</summary>
internal readonly struct RecordedLine(string file, int line, JsonElement json)
{
    internal string File => file;

    internal int Line => line;

    internal string Operation => Text("op");

    internal bool Has(string field) => json.TryGetProperty(field, out _);

    /// <summary>The field as it stands in the file, for comparing.</summary>
    internal string Raw(string field) => Get(field).GetRawText();

    internal string Text(string field) =>
        Get(field) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw Malformed(field, "expected a string");

    internal ulong Index(string field) =>
        Get(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt64(out ulong number)
            ? number
            : throw Malformed(field, "expected an integer from 0 to 2^64 - 1");

    internal uint Id(string field) =>
        Get(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt32(out uint number)
            ? number
            : throw Malformed(field, "expected an integer from 0 to 2^32 - 1");

    internal int Number(string field, int min, int max) =>
        Get(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= min && number <= max
            ? number
            : throw Malformed(field, string.Create(CultureInfo.InvariantCulture, $"expected an integer from {min} to {max}"));

    internal XMark Mark(string field) => (XMark)Number(field, 0, 2);

    internal XMark Filter(string field)
    {
        JsonElement value = Get(field);
        return value.ValueKind == JsonValueKind.String && value.ValueEquals("P") ? XMark.Present
            : value.ValueKind == JsonValueKind.Number ? (XMark)Number(field, 0, 2)
            : throw Malformed(field, "expected a mark from 0 to 2, or \"P\"");
    }

    internal XEntry Entry(string field)
    {
        JsonElement value = Get(field);
        if (value.ValueKind == JsonValueKind.Null)
        {
            return XEntry.Null;
        }

        if (value.ValueKind == JsonValueKind.String && TryParseEntry(value.GetString()!, out XEntry entry))
        {
            return entry;
        }

        throw Malformed(field, "expected null, \"p<number>\", \"v<number>\", \"Z\", \"R\" or \"s<slot>\"");
    }

    internal MalformedTraceException Malformed(string field, string expectation) => new(file, line, field, expectation);

    private static bool TryParseEntry(string text, out XEntry entry)
    {
        entry = default;
        switch (text)
        {
            case "Z":
                entry = XEntry.Zero;
                return true;
            case "R":
                entry = XEntry.Retry;
                return true;
        }

        if (text.Length < 2 || !ulong.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            return false;
        }

        (bool ok, entry) = text[0] switch
        {
            'p' when number <= XEntry.MaxPointerId => (true, XEntry.FromPointer((int)number)),
            'v' when number <= XEntry.MaxValue => (true, XEntry.FromValue(number)),
            's' when number <= 62 => (true, XEntry.FromSibling((int)number)),
            _ => (false, default),
        };
        return ok;
    }

    private JsonElement Get(string field) =>
        json.TryGetProperty(field, out JsonElement value) ? value : throw Malformed(field, "the field is missing");
}
