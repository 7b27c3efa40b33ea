using System.Buffers.Text;

namespace FolioModel.Diagnosis;

/// <summary>Reads single lines of a trace.</summary>
internal static class TraceLine
{
    private static readonly System.Buffers.SearchValues<byte> s_digits = System.Buffers.SearchValues.Create("0123456789abcdef"u8);

    /// <summary>The event in a line, or one of the kind <see cref="TraceEventKind.None"/>.</summary>
    public static TraceEvent Parse(ReadOnlySpan<byte> line, long number, TraceNames tasks)
    {
        int cpu = line.IndexOf(" ["u8);
        int afterCpu = cpu < 0 ? -1 : line[cpu..].IndexOf((byte)']');
        if (afterCpu < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> rest = line[(cpu + afterCpu + 1)..];
        int colon = rest.IndexOf(": "u8);
        if (colon < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> stamp = rest[..colon];
        stamp = stamp[(stamp.LastIndexOf((byte)' ') + 1)..];
        ReadOnlySpan<byte> fields = rest[(colon + 2)..].TrimStart((byte)' ');
        TraceEventKind kind = TakeKind(ref fields);
        if (kind == TraceEventKind.None || !TraceFields.TryRead(fields, out TraceFields numbers))
        {
            return default;
        }

        int task = tasks.NumberOf(line[..cpu].Trim((byte)' '));
        return new TraceEvent(
            kind, numbers.Pfn, numbers.Value, numbers.Count, numbers.Returned, numbers.Order, SecondsOf(stamp), task, 0, number);
    }

    /// <summary>Whether a line says that a stack follows.</summary>
    public static bool IsStackMark(ReadOnlySpan<byte> line) => line.IndexOf("<stack trace"u8) >= 0;

    /// <summary>
    /// The function of a line of a stack, or nothing: " =&gt; name", "=&gt; name (address)", "address name+0x12 (module)".
    /// </summary>
    public static ReadOnlySpan<byte> FunctionOf(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.Trim(" \t"u8);
        if (text.StartsWith("=> "u8))
        {
            text = text[3..];
        }
        else if (line is [(byte)'\t' or (byte)' ', ..] && IsAddress(text, out int end))
        {
            text = text[end..].TrimStart((byte)' ');
        }
        else
        {
            return default;
        }

        int stop = text.IndexOfAny((byte)' ', (byte)'+');
        return stop < 0 ? text : text[..stop];
    }

    /// <summary>Whether a line of perf's begins: an address of at least eight digits in base 16.</summary>
    private static bool IsAddress(ReadOnlySpan<byte> text, out int end)
    {
        const int Shortest = 8;
        end = text.IndexOfAnyExcept(s_digits);
        return end >= Shortest && text[end] == (byte)' ';
    }

    private static TraceEventKind TakeKind(ref ReadOnlySpan<byte> fields)
    {
        int end = fields.IndexOf((byte)':');
        if (end < 0)
        {
            return TraceEventKind.None;
        }

        ReadOnlySpan<byte> name = fields[..end];
        if (!IsOurs(name) && end + 1 < fields.Length && fields[end + 1] != (byte)' ')
        {
            // perf writes the subsystem first.
            fields = fields[(end + 1)..];
            end = fields.IndexOf((byte)':');
            name = end < 0 ? default : fields[..end];
        }

        fields = end < 0 ? default : fields[(end + 1)..];
        return IsOurs(name) ? KindOf(name) : TraceEventKind.None;
    }

    private static bool IsOurs(ReadOnlySpan<byte> name) => name.StartsWith("page_ref_"u8) || name.StartsWith("mm_"u8);

    private static TraceEventKind KindOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("page_ref_mod"u8) ? TraceEventKind.ReferenceChanged
        : name.SequenceEqual("page_ref_mod_and_test"u8) ? TraceEventKind.ReferenceDropped
        : name.SequenceEqual("page_ref_mod_unless"u8) ? TraceEventKind.ReferenceTried
        : name.SequenceEqual("page_ref_mod_and_return"u8) ? TraceEventKind.ReferenceDropped
        : name.SequenceEqual("page_ref_set"u8) ? TraceEventKind.ReferenceSet
        : name.SequenceEqual("page_ref_freeze"u8) ? TraceEventKind.Frozen
        : name.SequenceEqual("page_ref_unfreeze"u8) ? TraceEventKind.Unfrozen
        : name.SequenceEqual("mm_page_alloc"u8) ? TraceEventKind.Allocated
        : name.SequenceEqual("mm_page_free"u8) ? TraceEventKind.Freed
        : name.SequenceEqual("mm_filemap_add_to_page_cache"u8) ? TraceEventKind.AddedToCache
        : name.SequenceEqual("mm_filemap_delete_from_page_cache"u8) ? TraceEventKind.DeletedFromCache
        : name.SequenceEqual("mm_lru_insertion"u8) ? TraceEventKind.InsertedIntoLru
        : name.SequenceEqual("mm_lru_activate"u8) ? TraceEventKind.Activated
        : TraceEventKind.None;

    /// <summary>A time stamp: up to 15 digits are exact as a whole number, and so is the power of ten that divides it.</summary>
    private static double SecondsOf(ReadOnlySpan<byte> stamp)
    {
        const int MostExact = 15;
        long digits = 0;
        double scale = 0;
        foreach (byte next in stamp)
        {
            if (next == (byte)'.' && scale == 0)
            {
                scale = 1;
            }
            else if (char.IsAsciiDigit((char)next) && stamp.Length <= MostExact + 1)
            {
                digits = (digits * 10) + (next - '0');
                scale *= 10;
            }
            else
            {
                return Utf8Parser.TryParse(stamp, out double seconds, out _) ? seconds : 0;
            }
        }

        return scale == 0 ? digits : digits / scale;
    }
}
