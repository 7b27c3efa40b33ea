using System.Buffers.Text;
using FolioModel.Workloads.Reading;

namespace FolioModel.Workloads.Formats;

/// <summary>
/// The text of <c>strace -f -ttt -yy</c> with read, write, pread64, pwrite64, lseek, fsync and mmap. Reads and writes without an offset go
/// on where the descriptor stood; files are told by the path that <c>-yy</c> prints.
/// </summary>
/// <remarks>
/// A descriptor whose opening is not in the trace starts at offset 0. A mapping counts as one load of all its pages: which of them a
/// program touches is not in the trace. Calls that failed, and descriptors that are no files, are left out.
/// </remarks>
public sealed class StraceReader : ITraceReader
{
    private readonly TextLines _lines;
    private readonly FileNumbers _files = new();
    private readonly Dictionary<(ulong Process, long Descriptor), long> _positions = [];
    private readonly Dictionary<ulong, byte[]> _unfinished = [];

    /// <summary>Creates the reader.</summary>
    /// <param name="input">The trace, which the reader owns from then on.</param>
    public StraceReader(TraceInput input) => _lines = new TextLines(input);

    /// <inheritdoc/>
    public string Format => "strace";

    /// <inheritdoc/>
    public string NameOf(ulong file) => _files.NameOf(file);

    /// <inheritdoc/>
    public int Read(Span<TraceRequest> requests)
    {
        int count = 0;
        while (count < requests.Length && _lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (TryParse(line, out TraceRequest request))
            {
                requests[count++] = request;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TryParse(ReadOnlySpan<byte> line, out TraceRequest request)
    {
        request = default;
        FieldParser fields = new(_lines, line);
        ReadOnlySpan<byte> first = fields.Word();
        ulong process = 0;
        if (first.SequenceEqual("[pid"u8))
        {
            ReadOnlySpan<byte> word = fields.Word();
            process = fields.Unsigned(word is [.. var digits, (byte)']'] ? digits : word, "pid");
            first = fields.Word();
        }
        else if (first.IndexOf((byte)'.') < 0 && Utf8Parser.TryParse(first, out ulong number, out int used) && used == first.Length)
        {
            process = number;
            first = fields.Word();
        }

        if (first.IndexOf((byte)'.') < 0 || fields.IsAtEnd || fields.Rest[0] is (byte)'-' or (byte)'+')
        {
            return false;
        }

        long time = fields.Seconds(first, "time");
        ReadOnlySpan<byte> call = fields.Rest;
        if (call.EndsWith("<unfinished ...>"u8))
        {
            _unfinished[process] = call[..^"<unfinished ...>"u8.Length].ToArray();
            return false;
        }

        byte[]? joined = call.StartsWith("<... "u8) ? Join(process, call) : null;
        return TryParseCall(process, time, joined ?? call, out request);
    }

    private byte[]? Join(ulong process, ReadOnlySpan<byte> resumed)
    {
        int end = resumed.IndexOf((byte)'>');
        return end > 0 && _unfinished.Remove(process, out byte[]? begun) ? [.. begun, .. resumed[(end + 1)..]] : [];
    }

    private bool TryParseCall(ulong process, long time, ReadOnlySpan<byte> call, out TraceRequest request)
    {
        request = default;
        int open = call.IndexOf((byte)'(');
        int equals = call.LastIndexOf(" = "u8);
        if (open < 0 || equals < open || call[(equals + 3)..] is not [>= (byte)'0' and <= (byte)'9', ..])
        {
            return false;
        }

        ReadOnlySpan<byte> name = call[..open];
        ReadOnlySpan<byte> arguments = call[(open + 1)..equals].TrimEnd((byte)' ');
        arguments = arguments is [.. var inside, (byte)')'] ? inside : arguments;
        ReadOnlySpan<byte> result = call[(equals + 3)..];
        if (name.SequenceEqual("openat"u8) || name.SequenceEqual("open"u8) || name.SequenceEqual("creat"u8))
        {
            if (TryDescriptor(result, out long opened, out _))
            {
                _positions[(process, opened)] = 0;
            }

            return false;
        }

        return name.SequenceEqual("mmap"u8) ? TryMap(time, arguments, out request)
            : TryDescriptor(arguments, out long descriptor, out ReadOnlySpan<byte> path)
            && Utf8Parser.TryParse(result, out long done, out _)
            && TryTransfer(name, arguments, (process, descriptor), _files.Of(path), done, time, out request);
    }

    private bool TryTransfer(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> arguments, (ulong, long) descriptor, ulong file, long done, long time,
        out TraceRequest request)
    {
        request = default;
        if (name.SequenceEqual("lseek"u8))
        {
            _positions[descriptor] = done;
            return false;
        }

        if (name.SequenceEqual("fsync"u8) || name.SequenceEqual("fdatasync"u8))
        {
            request = new TraceRequest(file, 0, 0, time, TraceOperation.Sync);
            return true;
        }

        bool isRead = name.SequenceEqual("read"u8) || name.SequenceEqual("pread64"u8);
        bool hasOffset = name.SequenceEqual("pread64"u8) || name.SequenceEqual("pwrite64"u8);
        if ((!isRead && !hasOffset && !name.SequenceEqual("write"u8)) || done == 0)
        {
            return false;
        }

        long offset = _positions.GetValueOrDefault(descriptor);
        if (hasOffset)
        {
            ReadOnlySpan<byte> last = arguments[(arguments.LastIndexOf((byte)',') + 1)..];
            offset = new FieldParser(_lines, default).Number(last, "offset");
        }
        else
        {
            _positions[descriptor] = Saturating.Add(offset, done);
        }

        request = new FieldParser(_lines, default).Request(file, offset, done, time, isRead ? TraceOperation.Read : TraceOperation.Write);
        return true;
    }

    /// <summary>mmap(address, length, protection, flags, descriptor, offset).</summary>
    private bool TryMap(long time, ReadOnlySpan<byte> arguments, out TraceRequest request)
    {
        request = default;
        FieldParser fields = new(_lines, arguments);
        fields.Until((byte)',');
        ReadOnlySpan<byte> length = fields.Until((byte)',');
        fields.Until((byte)',');
        fields.Until((byte)',');
        if (!TryDescriptor(fields.Rest.TrimStart((byte)' '), out _, out ReadOnlySpan<byte> path))
        {
            return false;
        }

        ReadOnlySpan<byte> offset = arguments[(arguments.LastIndexOf((byte)',') + 1)..].Trim((byte)' ');
        long start = offset.StartsWith("0x"u8) ? (long)fields.Hexadecimal(offset[2..], "offset") : fields.Number(offset, "offset");
        request = fields.Request(_files.Of(path), start, fields.Number(length, "length"), time, TraceOperation.Load);
        return true;
    }

    /// <summary>A descriptor of a regular file, as <c>-yy</c> prints it: <c>3&lt;/etc/hosts&gt;</c>.</summary>
    private static bool TryDescriptor(ReadOnlySpan<byte> text, out long descriptor, out ReadOnlySpan<byte> path)
    {
        path = default;
        if (!Utf8Parser.TryParse(text, out descriptor, out int used) || descriptor < 0 || !text[used..].StartsWith("</"u8))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(used + 1)..];
        int end = rest.IndexOf((byte)'>');
        path = end < 0 ? default : rest[..end];
        return end > 0 && !path.StartsWith("/dev/"u8) && !path.StartsWith("/proc/"u8) && !path.StartsWith("/sys/"u8)
            && !path.Contains((byte)'<');
    }
}
