using System.Buffers.Binary;

namespace FolioModel.Testing.Search;

/// <summary>Reads what a <see cref="LevelWriter"/> wrote.</summary>
/// <param name="bytes">The bytes.</param>
internal ref struct LevelReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Place { get; private set; }

    public readonly bool IsAtEnd => Place >= _bytes.Length;

    public long LongNumber()
    {
        long number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = _bytes[Place++];
            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }

    public int Number() => checked((int)LongNumber());

    public byte Byte() => _bytes[Place++];

    public UInt128 Fingerprint()
    {
        UInt128 value = BinaryPrimitives.ReadUInt128LittleEndian(_bytes[Place..]);
        Place += 16;
        return value;
    }

    public string Text() => System.Text.Encoding.UTF8.GetString(Bytes(Number()));

    public ReadOnlySpan<byte> Bytes(int length)
    {
        ReadOnlySpan<byte> span = _bytes.Slice(Place, length);
        Place += length;
        return span;
    }
}
