using System.Buffers.Binary;

namespace FolioModel.Testing.Search;

/// <summary>Bytes of a level that are being written: numbers take as few bytes as they need.</summary>
internal sealed class LevelWriter
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Writes a number that is not negative, seven bits a byte.</summary>
    public void Number(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        Reserve(10);
        while (number >= 0x80)
        {
            _bytes[Length++] = (byte)(number | 0x80);
            number >>= 7;
        }

        _bytes[Length++] = (byte)number;
    }

    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Fingerprint(UInt128 fingerprint)
    {
        Reserve(16);
        BinaryPrimitives.WriteUInt128LittleEndian(_bytes.AsSpan(Length), fingerprint);
        Length += 16;
    }

    public void Text(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Number(bytes.Length);
        Bytes(bytes);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < more)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }
    }
}
