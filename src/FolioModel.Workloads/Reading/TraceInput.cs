using System.IO.Compression;

namespace FolioModel.Workloads.Reading;

/// <summary>The bytes of a trace, decompressed as they are read: a file or standard input, plain, gzip or zstd.</summary>
public sealed class TraceInput : IDisposable
{
    /// <summary>No buffer of the stream's own: readers ask for much at once.</summary>
    private const int BufferBytes = 0;

    private readonly Stream _source;
    private readonly Stream _bytes;
    private byte[] _head = [];
    private int _headRead;

    private TraceInput(string name, Stream source, Stream bytes)
    {
        Name = name;
        _source = source;
        _bytes = bytes;
    }

    /// <summary>The name in errors: the path, or <c>standard input</c>.</summary>
    public string Name { get; }

    /// <summary>Opens a trace.</summary>
    /// <param name="path">The path; <c>-</c> for standard input.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static TraceInput Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path == "-"
            ? Over("standard input", Console.OpenStandardInput())
            : Over(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan));
    }

    /// <summary>Reads a trace from a stream.</summary>
    /// <param name="name">The name in errors.</param>
    /// <param name="stream">The bytes, compressed or not. The trace owns it from then on.</param>
    public static TraceInput Over(string name, Stream stream)
    {
        PeekedStream peeked = new(stream);
        ReadOnlySpan<byte> magic = peeked.Peek(4);
        Stream bytes = magic is [0x1f, 0x8b, ..] ? new GZipStream(peeked, CompressionMode.Decompress)
            : magic is [0x28, 0xb5, 0x2f, 0xfd] ? new ZstdSharp.DecompressionStream(peeked) : peeked;
        return new TraceInput(name, stream, bytes);
    }

    /// <summary>Shows the first bytes without taking them.</summary>
    /// <param name="count">The number of bytes wished for.</param>
    /// <returns>As many as there are, up to that number.</returns>
    public ReadOnlySpan<byte> Peek(int count)
    {
        if (_head.Length == 0)
        {
            byte[] head = new byte[count];
            int read = ReadFully(head);
            _head = head[..read];
        }

        return _head.AsSpan(0, Math.Min(count, _head.Length));
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="buffer">The buffer to fill.</param>
    /// <returns>The number of bytes; less than wished for only at the end.</returns>
    /// <exception cref="MalformedWorkloadException">The compressed data is damaged or cut short.</exception>
    public int Read(Span<byte> buffer)
    {
        int fromHead = Math.Min(buffer.Length, _head.Length - _headRead);
        _head.AsSpan(_headRead, fromHead).CopyTo(buffer);
        _headRead += fromHead;
        return fromHead + ReadFully(buffer[fromHead..]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _source.Dispose();
    }

    private int ReadFully(Span<byte> buffer)
    {
        int read = 0;
        try
        {
            while (read < buffer.Length)
            {
                int now = _bytes.Read(buffer[read..]);
                if (now == 0)
                {
                    break;
                }

                read += now;
            }
        }
        catch (Exception e) when (e is InvalidDataException or ZstdSharp.ZstdException or EndOfStreamException)
        {
            throw new MalformedWorkloadException(Name, "", "", $"the compressed data is damaged or cut short: {e.Message}");
        }

        return read;
    }
}
