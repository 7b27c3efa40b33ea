using System.Buffers.Binary;
using System.IO.Compression;

namespace FolioModel.Testing;

/// <summary>
/// The contents of a gzip file, checked against its trailer: a file that a killed recorder left, a damaged one, or one with something
/// behind it is
/// refused at its end, where a plain decompressor is content.
/// </summary>
/// <remarks>A file of several members, as <c>cat a.gz b.gz</c> makes it, is refused too: a recording is one.</remarks>
internal sealed class CheckedGzipStream : Stream
{
    private const int TrailerLength = 8;
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] s_table = MakeTable();
    private readonly GZipStream _contents;
    private readonly uint _expectedCheck;
    private readonly uint _expectedLength;
    private uint _check = uint.MaxValue;
    private uint _length;

    /// <summary>Opens the contents.</summary>
    /// <param name="file">The file, which can be positioned.</param>
    public CheckedGzipStream(Stream file)
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        file.Position = Math.Max(0, file.Length - TrailerLength);
        if (file.ReadAtLeast(trailer, TrailerLength, throwOnEndOfStream: false) < TrailerLength)
        {
            throw new InvalidDataException("the gzip data is cut short");
        }

        _expectedCheck = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        _expectedLength = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        file.Position = 0;
        _contents = new GZipStream(file, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, cut short, or followed by something else.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _contents.Read(buffer);
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException("the gzip data is damaged", damaged);
        }

        foreach (byte value in buffer[..read])
        {
            _check = s_table[(byte)(_check ^ value)] ^ (_check >> 8);
        }

        _length += (uint)read;
        if (read == 0 && buffer.Length > 0 && (~_check != _expectedCheck || _length != _expectedLength))
        {
            throw new InvalidDataException("the gzip data is cut short, damaged, or followed by something else");
        }

        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _contents.Dispose();
        }

        base.Dispose(disposing);
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
