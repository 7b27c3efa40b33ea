using System.Globalization;
using System.Text.Json;
using FolioModel.Cli.Conform;
using FolioModel.XArrays;

namespace FolioModel.Cli.Content.Core.XArrayReplay;

/// <summary>Reads the fields that only recordings of the XArray have.</summary>
internal static class XArrayFields
{
    private const int LastMark = 2;

    public static XMark Mark(this RecordedLine line, string field) => (XMark)line.Int32(field, 0, LastMark);

    public static XMark Filter(this RecordedLine line, string field)
    {
        JsonElement value = line.Value(field);
        return value.ValueKind == JsonValueKind.String && value.ValueEquals("P") ? XMark.Present
            : value.ValueKind == JsonValueKind.Number ? line.Mark(field)
            : throw line.Malformed(field, "expected a mark from 0 to 2, or \"P\"");
    }

    public static uint Id(this RecordedLine line, string field) =>
        line.Value(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetUInt32(out uint number)
            ? number
            : throw line.Malformed(field, "expected an integer from 0 to 2^32 - 1");

    public static XEntry Entry(this RecordedLine line, string field)
    {
        JsonElement value = line.Value(field);
        if (value.ValueKind == JsonValueKind.Null)
        {
            return XEntry.Null;
        }

        if (value.ValueKind == JsonValueKind.String && TryParseEntry(line.Text(field), out XEntry entry))
        {
            return entry;
        }

        throw line.Malformed(field, "expected null, \"p<number>\", \"v<number>\", \"Z\", \"R\" or \"s<slot>\"");
    }

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
}
