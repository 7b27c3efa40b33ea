using System.Buffers.Text;

namespace FolioModel.Cli.Conform;

/// <summary>
/// Reads the rows of an array of arrays of integers from the file's own bytes: nine in ten of the values of a recording stand in such rows.
/// The line was parsed before, so that the brackets match and what stands between them are values.
/// </summary>
internal ref struct RowReader
{
    private readonly RecordedLine _line;
    private readonly string _field;
    private readonly int _width;
    private ReadOnlySpan<byte> _rest;

    /// <param name="line">The object.</param>
    /// <param name="field">A field that is there.</param>
    /// <param name="width">How many integers a row has.</param>
    public RowReader(RecordedLine line, string field, int width)
    {
        _line = line;
        _field = field;
        _width = width;
        line.Array(field);
        _rest = line.Raw(field)[1..];
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="row">Room for it.</param>
    /// <returns>False behind the last.</returns>
    public bool TryRead(scoped Span<long> row)
    {
        byte first = Skip();
        if (first == (byte)',')
        {
            _rest = _rest[1..];
            first = Skip();
        }

        if (first == (byte)']')
        {
            return false;
        }

        for (int i = 0; i < _width; i++)
        {
            Pass(i == 0 ? (byte)'[' : (byte)',');
            row[i] = Number();
        }

        Pass((byte)']');
        return true;
    }

    private long Number()
    {
        Skip();
        if (!Utf8Parser.TryParse(_rest, out long number, out int length))
        {
            if (!Utf8Parser.TryParse(_rest, out ulong unsigned, out length))
            {
                throw Malformed();
            }

            number = unchecked((long)unsigned);
        }

        _rest = _rest[length..];
        return number;
    }

    /// <summary>Goes over a bracket or comma; what stands there instead is no integer's end, or a row of another length.</summary>
    private void Pass(byte expected)
    {
        if (Skip() != expected)
        {
            throw Malformed();
        }

        _rest = _rest[1..];
    }

    private byte Skip()
    {
        while (_rest[0] is (byte)' ' or (byte)'\t')
        {
            _rest = _rest[1..];
        }

        return _rest[0];
    }

    private readonly MalformedTraceException Malformed() =>
        _line.Malformed(_field, $"expected rows of {_width} integers of at most 64 bits");
}
