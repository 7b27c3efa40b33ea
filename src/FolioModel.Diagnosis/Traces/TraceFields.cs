namespace FolioModel.Diagnosis;

/// <summary>The numbers of an event: <c>name=value</c>, with blanks between.</summary>
internal ref struct TraceFields
{
    private bool _hasPfn;

    /// <summary><c>pfn</c>, which every event of a page has.</summary>
    public long Pfn { get; private set; }

    /// <summary><c>val</c>, or 0.</summary>
    public int Value { get; private set; }

    /// <summary><c>count</c>, or 0.</summary>
    public int Count { get; private set; }

    /// <summary><c>ret</c>, or 0.</summary>
    public int Returned { get; private set; }

    /// <summary><c>order</c>, or 0.</summary>
    public int Order { get; private set; }

    /// <summary>Reads the fields of an event.</summary>
    /// <param name="text">What follows the name of the event.</param>
    /// <param name="fields">The numbers.</param>
    /// <returns>Whether the event names a page.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out TraceFields fields)
    {
        fields = default;
        while (!text.IsEmpty)
        {
            int equals = text.IndexOf((byte)'=');
            if (equals < 0)
            {
                break;
            }

            ReadOnlySpan<byte> name = text[..equals];
            name = name[(name.LastIndexOf((byte)' ') + 1)..];
            text = text[(equals + 1)..];
            fields.Take(name, text);
        }

        return fields._hasPfn && fields.Pfn >= 0;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name)
        {
            case [(byte)'p', (byte)'f', (byte)'n']:
                _hasPfn = TryNumber(value, out long pfn);
                Pfn = pfn;
                break;
            case [(byte)'v', (byte)'a', (byte)'l']:
                Value = Number(value);
                break;
            case [(byte)'r', (byte)'e', (byte)'t']:
                Returned = Number(value);
                break;
            case [(byte)'c', (byte)'o', (byte)'u', (byte)'n', (byte)'t']:
                Count = Number(value);
                break;
            case [(byte)'o', (byte)'r', (byte)'d', (byte)'e', (byte)'r']:
                Order = Number(value);
                break;
        }
    }

    private static int Number(ReadOnlySpan<byte> text) => TryNumber(text, out long number) ? (int)number : 0;

    /// <summary>A number in base 10, or in base 16 where it begins with 0x.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        bool isHex = text.StartsWith("0x"u8);
        bool isNegative = text is [(byte)'-', ..];
        int start = isHex ? 2 : isNegative ? 1 : 0;
        int at = start;
        for (; at < text.Length; at++)
        {
            int digit = char.IsAsciiDigit((char)text[at]) ? text[at] - '0'
                : isHex && char.IsAsciiHexDigitLower((char)text[at]) ? text[at] - 'a' + 10 : -1;
            if (digit < 0)
            {
                break;
            }

            number = unchecked((number * (isHex ? 16 : 10)) + digit);
        }

        number = isNegative ? -number : number;
        return at > start;
    }
}
