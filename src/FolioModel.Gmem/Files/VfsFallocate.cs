namespace FolioModel.Gmem;

/// <summary>The checks that every <c>fallocate</c> passes before the file itself is asked.</summary>
/// <remarks>Models <c>vfs_fallocate</c> for a writable regular file.</remarks>
internal static class VfsFallocate
{
    private const FallocateMode Known = FallocateMode.KeepSize | FallocateMode.PunchHole | FallocateMode.CollapseRange
        | FallocateMode.ZeroRange | FallocateMode.InsertRange | FallocateMode.UnshareRange;

    /// <summary>The largest end of a range: the largest file offset there is.</summary>
    private const long MaxBytes = long.MaxValue;

    public static Errno Check(FallocateMode mode, long offset, long length)
    {
        if (offset < 0 || length <= 0)
        {
            return Errno.EINVAL;
        }

        if ((mode & ~Known) != 0 || Contradicts(mode))
        {
            return Errno.EOPNOTSUPP;
        }

        // Compared without adding: the sum of two large offsets would come out negative.
        return length > MaxBytes - offset ? Errno.EFBIG : Errno.None;
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
