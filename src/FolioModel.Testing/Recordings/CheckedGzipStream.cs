using System.Buffers.Binary;
using System.IO.Compression;

namespace FolioModel.Testing;

/// <summary>
/// The contents of a gzip file, checked against its trailer: a file that a killed recorder left, a damaged one, or one with something
/// behind it is refused at its end, where a plain decompressor is content.
/// </summary>
/// <remarks>
/// A file may have several members, as <c>cat a.gz b.gz</c> makes it. The decompressor checks each complete one; the last trailer tells how
/// long the last member is, whose contents are read a second time to check it.
/// </remarks>
internal sealed class CheckedGzipStream : Stream
{
    private const int TrailerLength = 8;
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] s_table = MakeTable();
    private readonly Stream _file;
    private readonly GZipStream _contents;
    private readonly uint _expectedCheck;
    private readonly uint _expectedLength;
    private uint _check = uint.MaxValue;
    private long _length;

    /// <summary>Opens the contents.</summary>
    /// <param name="file">The file, which can be positioned.</param>
    public CheckedGzipStream(Stream file)
    {
        _file = file;
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

        _check = Continue(_check, buffer[..read]);
        _length += read;
        if (read == 0 && buffer.Length > 0 && (~_check != _expectedCheck || (uint)_length != _expectedLength) && !EndsWithWholeMember())
        {
            throw new InvalidDataException("the gzip data is cut short, damaged, or followed by something else");
        }

        return read;
    }

    private static uint Continue(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            check = s_table[(byte)(check ^ value)] ^ (check >> 8);
        }

        return check;
    }

    /// <summary>Whether the contents end with those that the last trailer means, where they are those of several members.</summary>
    private bool EndsWithWholeMember()
    {
        if (_expectedLength == 0)
        {
            return EndsWithEmptyMember();
        }

        if (_length <= _expectedLength)
        {
            return false;
        }

        _file.Position = 0;
        using GZipStream again = new(_file, CompressionMode.Decompress, leaveOpen: true);
        Span<byte> buffer = stackalloc byte[4096];
        for (long before = _length - _expectedLength; before > 0;)
        {
            int skipped = again.Read(buffer[..(int)Math.Min(before, buffer.Length)]);
            if (skipped == 0)
            {
                return false;
            }

            before -= skipped;
        }

        uint check = uint.MaxValue;
        for (int read = again.Read(buffer); read > 0; read = again.Read(buffer))
        {
            check = Continue(check, buffer[..read]);
        }

        return ~check == _expectedCheck;
    }

    /// <summary>Whether the file ends with a member without contents: zeros behind a file are none.</summary>
    private bool EndsWithEmptyMember()
    {
        ReadOnlySpan<byte> end = [0x03, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];
        Span<byte> found = stackalloc byte[end.Length];
        _file.Position = Math.Max(0, _file.Length - end.Length);
        return _file.ReadAtLeast(found, end.Length, throwOnEndOfStream: false) == end.Length && found.SequenceEqual(end);
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
