namespace FolioModel.Workloads.Reading;

/// <summary>A stream whose first bytes can be looked at before they are read; standard input cannot seek.</summary>
internal sealed class PeekedStream(Stream inner) : Stream
{
    private byte[] _head = [];
    private int _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public ReadOnlySpan<byte> Peek(int count)
    {
        byte[] head = new byte[count];
        int read = inner.ReadAtLeast(head, count, throwOnEndOfStream: false);
        _head = head[..read];
        return _head;
    }

    public override int Read(Span<byte> buffer)
    {
        int left = _head.Length - _read;
        if (left == 0)
        {
            return inner.Read(buffer);
        }

        int count = Math.Min(left, buffer.Length);
        _head.AsSpan(_read, count).CopyTo(buffer);
        _read += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
