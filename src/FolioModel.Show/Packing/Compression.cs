using System.IO.Compression;
using System.Text;

namespace FolioModel.Show;

/// <summary>Text as gzip in base64: what a browser can unpack by itself and an HTML file can hold.</summary>
internal static class Compression
{
    public static string Packed(string text)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return Convert.ToBase64String(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <exception cref="FormatException">The data is no base64.</exception>
    /// <exception cref="InvalidDataException">The data is no gzip.</exception>
    public static string Unpacked(string data)
    {
        using GZipStream gzip = new(new MemoryStream(Convert.FromBase64String(data)), CompressionMode.Decompress);
        using StreamReader reader = new(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
