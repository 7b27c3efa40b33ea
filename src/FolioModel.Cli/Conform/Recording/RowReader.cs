using System.Text.Json;

namespace FolioModel.Cli.Conform;

/// <summary>
/// Reads the rows of an array of arrays of integers from the file's own bytes: nine in ten of the values of a recording stand in such rows.
/// </summary>
internal ref struct RowReader
{
    private readonly RecordedLine _line;
    private readonly string _field;
    private readonly int _width;
    private Utf8JsonReader _reader;

    /// <param name="line">The object.</param>
    /// <param name="field">A field that is there.</param>
    /// <param name="width">How many integers a row has.</param>
    public RowReader(RecordedLine line, string field, int width)
    {
        _line = line;
        _field = field;
        _width = width;
        line.Array(field);
        _reader = new Utf8JsonReader(line.Raw(field));
        _reader.Read();
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="row">Room for it.</param>
    /// <returns>False behind the last.</returns>
    public bool TryRead(scoped Span<long> row)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            throw Malformed();
        }

        for (int i = 0; i < _width; i++)
        {
            _reader.Read();
            row[i] = Number();
        }

        _reader.Read();
        return _reader.TokenType == JsonTokenType.EndArray ? true : throw Malformed();
    }

    private long Number()
    {
        if (_reader.TokenType == JsonTokenType.Number)
        {
            if (_reader.TryGetInt64(out long number))
            {
                return number;
            }

            if (_reader.TryGetUInt64(out ulong unsigned))
            {
                return unchecked((long)unsigned);
            }
        }

        throw Malformed();
    }

    private readonly MalformedTraceException Malformed() => _line.Malformed(_field, $"expected rows of {_width} integers of at most 64 bits");
}
