using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// The text of ftrace, <c>trace-cmd report</c> or <c>perf script</c> with the tracepoints of the page cache: <c>mm_filemap_get_pages</c> is
/// a read, <c>mm_filemap_fault</c> and <c>mm_filemap_map_pages</c> are loads through a mapping. Other events are left out, among them
/// <c>mm_filemap_add_to_page_cache</c>, which tells what the real kernel missed; <see cref="Added"/> counts it.
/// </summary>
public sealed class KernelTraceReader : ITraceReader
{
    private readonly TextLines _lines;
    private readonly FileNumbers _files = new();

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    public KernelTraceReader(TraceInput input) => _lines = new TextLines(input);

    /// <inheritdoc/>
    public string Format => "ftrace";

    /// <summary>The pages that the real kernel added to its page cache, as far as the trace has been read.</summary>
    public long Added { get; private set; }

    /// <inheritdoc/>
    public string NameOf(ulong file) => _files.NameOf(file);

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            int at = line.IndexOf("mm_filemap_"u8);
            if (at > 0 && line[0] != (byte)'#' && TryParse(line, at, out TraceRequest request))
            {
                requests[count++] = request;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TryParse(ReadOnlySpan<byte> line, int at, out TraceRequest request)
    {
        ReadOnlySpan<byte> rest = line[(at + "mm_filemap_"u8.Length)..];
        request = default;
        int colon = rest.IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> name = rest[..colon];
        FieldParser fields = new(_lines, rest[(colon + 1)..]);
        if (name.SequenceEqual("add_to_page_cache"u8))
        {
            Added += 1L << OrderOf(fields);
            return false;
        }

        bool isFault = name.SequenceEqual("fault"u8);
        if (!isFault && !name.SequenceEqual("get_pages"u8) && !name.SequenceEqual("map_pages"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> device = Value(fields.Word(), "dev"u8, fields, "dev");
        ReadOnlySpan<byte> inode = Value(fields.Word(), "ino"u8, fields, "ino");
        ReadOnlySpan<byte> range = Value(fields.Word(), "ofs"u8, fields, "ofs");
        int dash = range.IndexOf((byte)'-');
        long first = fields.Number(dash < 0 ? range : range[..dash], "ofs");
        long last = dash < 0 ? first : fields.Number(range[(dash + 1)..], "ofs");
        if (last < first)
        {
            throw fields.Bad(range, "ofs", "a range whose end is not before its start");
        }

        request = fields.Request(
            FileOf(device, inode), first, last - first + 1, TimeBefore(line[..at]),
            name.SequenceEqual("get_pages"u8) ? TraceOperation.Read : TraceOperation.Load);
        return true;
    }

    /// <summary>Device and inode lie side by side in the line, so that one span names the file.</summary>
    private ulong FileOf(ReadOnlySpan<byte> device, ReadOnlySpan<byte> inode)
    {
        Span<byte> name = stackalloc byte[64];
        if (device.Length + inode.Length + 1 > name.Length)
        {
            throw _lines.Malformed("dev", "expected major:minor and an inode number");
        }

        device.CopyTo(name);
        name[device.Length] = (byte)' ';
        inode.CopyTo(name[(device.Length + 1)..]);
        return _files.Of(name[..(device.Length + inode.Length + 1)]);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> word, ReadOnlySpan<byte> key, FieldParser fields, string field) =>
        word.Length > key.Length + 1 && word.StartsWith(key) && word[key.Length] == (byte)'=' ? word[(key.Length + 1)..]
            : throw fields.Bad(word, field, $"{field}=...");

    /// <summary>The time is the last word before the event that ends with a colon; perf puts the subsystem behind it.</summary>
    private long TimeBefore(ReadOnlySpan<byte> prefix)
    {
        int subsystem = prefix.LastIndexOf((byte)' ');
        ReadOnlySpan<byte> head = subsystem < 0 ? default : prefix[..subsystem].TrimEnd((byte)' ');
        ReadOnlySpan<byte> word = head[(head.LastIndexOf((byte)' ') + 1)..];
        return word is [.. var seconds, (byte)':'] ? new FieldParser(_lines, default).Seconds(seconds, "time")
            : throw _lines.Malformed("time", "expected seconds and a colon before the event");
    }

    private static int OrderOf(FieldParser fields)
    {
        int at = fields.Rest.IndexOf("order="u8);
        return at >= 0 && fields.Rest[(at + 6)..] is [>= (byte)'0' and <= (byte)'9', ..] digits ? digits[0] - '0' : 0;
    }
}
