namespace FolioModel.Owners;

/// <summary>The checks that every <c>fallocate</c> passes before the file itself is asked.</summary>
/// <remarks>Models <c>vfs_fallocate</c> for a writable regular file. Every owner's <c>fallocate</c> starts with it.</remarks>
public static class VfsFallocate
{
    private const FallocateMode Known = FallocateMode.KeepSize | FallocateMode.PunchHole | FallocateMode.CollapseRange
        | FallocateMode.ZeroRange | FallocateMode.InsertRange | FallocateMode.UnshareRange;

    /// <summary>The largest end of a range: the largest file offset there is.</summary>
    private const long MaxBytes = long.MaxValue;

    /// <summary>Checks a request as far as no file needs to be asked.</summary>
    /// <param name="mode">What is asked for.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>
    /// Success, or in this order: <see cref="Errno.EINVAL"/> (negative offset, length not above 0), <see cref="Errno.EOPNOTSUPP"/> (unknown
    /// or
    /// contradicting mode bits), <see cref="Errno.EFBIG"/> (the end lies beyond the largest offset).
    /// </returns>
    public static Errno Check(FallocateMode mode, ByteOffset offset, long length)
    {
        if (offset.Value < 0 || length <= 0)
        {
            return Errno.EINVAL;
        }

        if ((mode & ~Known) != 0 || Contradicts(mode))
        {
            return Errno.EOPNOTSUPP;
        }

        // Compared without adding: the sum of two large offsets would come out negative.
        return length > MaxBytes - offset.Value ? Errno.EFBIG : Errno.None;
    }

    private static bool Contradicts(FallocateMode mode) => (mode & ~FallocateMode.KeepSize) switch
    {
        FallocateMode.None => false,
        FallocateMode.PunchHole => (mode & FallocateMode.KeepSize) == 0,
        FallocateMode.ZeroRange or FallocateMode.UnshareRange => false,
        FallocateMode.CollapseRange or FallocateMode.InsertRange => (mode & FallocateMode.KeepSize) != 0,
        _ => true,
    };
}
