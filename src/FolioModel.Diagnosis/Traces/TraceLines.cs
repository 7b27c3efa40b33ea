namespace FolioModel.Diagnosis;

/// <summary>The lines of a text, as bytes and without copies.</summary>
internal sealed class TraceLines(Stream text)
{
    private const int FirstSize = 1 << 18;
    private const int LongestBlock = 1 << 16;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads a line, which is good until the next call.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int length = rest.IndexOf((byte)'\n');
            if (length >= 0 || (_ended && rest.Length > 0))
            {
                line = length >= 0 ? rest[..length] : rest;
                _start += line.Length + (length >= 0 ? 1 : 0);
                line = line is [.., (byte)'\r'] ? line[..^1] : line;
                Number++;
                return true;
            }

            if (_ended)
            {
                line = default;
                return false;
            }

            Fill();
        }
    }

    /// <summary>
    /// Reads the whole lines before the next one with a colon: the frames of a stack, since only events have one. Very many such lines
    /// come in several blocks.
    /// </summary>
    /// <param name="block">The lines with their ends, which are good until the next call.</param>
    /// <returns>False where the next line has a colon, or there is none.</returns>
    public bool TryReadBlock(out ReadOnlySpan<byte> block)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
            int colon = rest.IndexOf((byte)':');
            if (colon < 0 && !_ended && rest.Length < LongestBlock)
            {
                Fill();
                continue;
            }

            bool isLast = colon < 0 && _ended;
            block = colon < 0 ? rest : rest[..colon];
            block = isLast ? block : block[..(block.LastIndexOf((byte)'\n') + 1)];
            _start += block.Length;
            Number += block.Count((byte)'\n') + (isLast && block is not ([] or [.., (byte)'\n']) ? 1 : 0);
            return !block.IsEmpty;
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = text.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }
}
