using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FolioModel.Campaigns.Storage;

/// <summary>A result on disk: one header line that names plan, unit, length and hash, then the bytes.</summary>
/// <remarks>A file that was cut short, mixed up or changed does not pass; it counts as no result, and the unit runs again.</remarks>
internal static class ResultFile
{
    private const string Format = "folio-result/1";

    public static byte[] Encode(string plan, int unit, ReadOnlySpan<byte> result)
    {
        string header = string.Create(CultureInfo.InvariantCulture,
            $"{Format} {plan} {unit} {result.Length} {Convert.ToHexStringLower(SHA256.HashData(result))}\n");
        byte[] file = new byte[header.Length + result.Length];
        Encoding.ASCII.GetBytes(header, file);
        result.CopyTo(file.AsSpan(header.Length));
        return file;
    }

    /// <summary>Reads a result.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="plan">The identity of the plan.</param>
    /// <param name="unit">The number of the unit.</param>
    /// <param name="problem">What is wrong with the file, or null.</param>
    /// <returns>The result, or null.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> file, string plan, int unit, out string? problem)
    {
        const int LongestHeader = 256;
        int end = file[..Math.Min(file.Length, LongestHeader)].IndexOf((byte)'\n');
        string[] fields = end < 0 ? [] : Encoding.ASCII.GetString(file[..end]).Split(' ');
        if (fields.Length != 5 || fields[0] != Format)
        {
            problem = $"expected a header line of {Format}, found something else";
            return null;
        }

        if (fields[1] != plan)
        {
            problem = $"a result of plan {fields[1]}, expected one of plan {plan}";
            return null;
        }

        if (fields[2] != unit.ToString(CultureInfo.InvariantCulture))
        {
            problem = $"a result of unit {fields[2]}, expected one of unit {unit}";
            return null;
        }

        byte[] result = file[(end + 1)..].ToArray();
        if (fields[3] != result.Length.ToString(CultureInfo.InvariantCulture))
        {
            problem = $"{result.Length} bytes, expected {fields[3]}: the file was cut short or added to";
            return null;
        }

        problem = fields[4] == Convert.ToHexStringLower(SHA256.HashData(result)) ? null : "the bytes are not those that were written";
        return problem is null ? result : null;
    }
}
