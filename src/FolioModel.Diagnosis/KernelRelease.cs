using System.Globalization;

namespace FolioModel.Diagnosis;

/// <summary>The release of a kernel, as far as the rules of reference counting depend on it.</summary>
/// <param name="Major">The first number.</param>
/// <param name="Minor">The second number.</param>
public readonly record struct KernelRelease(int Major, int Minor) : IComparable<KernelRelease>
{
    /// <summary>The release that the model follows where a text names none.</summary>
    public static readonly KernelRelease Default = new(6, 12);

    /// <summary>Reads the first two numbers of a release such as <c>6.12.117-amd64</c>.</summary>
    /// <param name="text">The release.</param>
    /// <param name="release">The result.</param>
    /// <returns>False where the text does not begin with two numbers.</returns>
    public static bool TryParse(string text, out KernelRelease release)
    {
        ArgumentNullException.ThrowIfNull(text);
        release = default;
        string[] parts = text.Split('.', 3);
        if (parts.Length < 2 || !TryNumber(parts[0], out int major))
        {
            return false;
        }

        int digits = parts[1].TakeWhile(char.IsAsciiDigit).Count();
        if (!TryNumber(parts[1][..digits], out int minor))
        {
            return false;
        }

        release = new KernelRelease(major, minor);
        return true;
    }

    /// <summary>Whether this release is the given one or a later one.</summary>
    /// <param name="major">The first number.</param>
    /// <param name="minor">The second number.</param>
    public bool IsAtLeast(int major, int minor) => CompareTo(new KernelRelease(major, minor)) >= 0;

    /// <inheritdoc/>
    public int CompareTo(KernelRelease other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>Compares two releases.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator <(KernelRelease left, KernelRelease right) => left.CompareTo(right) < 0;

    /// <summary>Compares two releases.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator >(KernelRelease left, KernelRelease right) => left.CompareTo(right) > 0;

    /// <summary>Compares two releases.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator <=(KernelRelease left, KernelRelease right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two releases.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator >=(KernelRelease left, KernelRelease right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 0 and < 1000;
}
