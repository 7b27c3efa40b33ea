using FolioModel.Gmem;
namespace FolioModel.Cli.Content.Gmem;

/// <summary>The file system calls: most of them say only that a guest_memfd cannot do that.</summary>
internal sealed partial class KvmSystem
{
    /// <summary>The result of <c>readlink</c> on the descriptor in <c>/proc/self/fd</c>.</summary>
    public const string LinkText = "anon_inode:[kvm-gmem]";

    /// <summary>The type of file system in the result of <c>fstatfs</c>: that of anonymous inodes.</summary>
    public const long FileSystemType = 0x09041934;

    private const int ReadWrite = 0x2;
    private const int LargeFile = 0x8000;
    private const int RegularOwnerOnly = 0x8000 | 0x180;

    /// <summary>Allocates or punches a range (<c>fallocate</c>).</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    /// <param name="mode">Mode bits.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>What <see cref="GuestMemfd.Fallocate"/> says.</returns>
    public CallResult Fallocate(int descriptor, int mode, long offset, long length) =>
        FileOf(descriptor) is { File: { } file }
            ? CallResult.From(file.Fallocate((FallocateMode)mode, new ByteOffset(offset), length))
            : CallResult.From(FileOf(descriptor).Error);

    /// <summary>Allocates a range as the C library does: where the kernel cannot, it tries to write, which cannot work either.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    public CallResult PosixFallocate(int descriptor, long offset, long length)
    {
        CallResult result = Fallocate(descriptor, 0, offset, length);
        return result.Error == Errno.EOPNOTSUPP ? WriteAt(descriptor) : result;
    }

    /// <summary>Shows the file's status (<c>fstat</c>).</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    /// <param name="status">The status.</param>
    public CallResult Stat(int descriptor, out FileStatus status)
    {
        GuestMemfdResult file = FileOf(descriptor);
        status = file.File is { } opened ? new FileStatus(opened.Inode.Size, 0, PageSize.Bytes, RegularOwnerOnly, 1) : default;
        return CallResult.From(file.Error);
    }

    /// <summary>Shows the file's status flags (<c>fcntl(F_GETFL)</c>): readable, writable, large offsets.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult GetStatusFlags(int descriptor) => Value(descriptor, ReadWrite | LargeFile);

    /// <summary>Shows the descriptor's flags (<c>fcntl(F_GETFD)</c>): none.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult GetDescriptorFlags(int descriptor) => Value(descriptor, 0);

    /// <summary>Shows the file's seals (<c>fcntl(F_GET_SEALS)</c>), which only a memfd has.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult GetSeals(int descriptor) => OnGuestMemfd(descriptor, Errno.EINVAL);

    /// <summary><c>read</c>: the host cannot read guest memory.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Read(int descriptor) => OnGuestMemfd(descriptor, Errno.EINVAL);

    /// <summary><c>write</c>: the host cannot write guest memory.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Write(int descriptor) => OnGuestMemfd(descriptor, Errno.EINVAL);

    /// <summary><c>pread</c>: the file has no position.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult ReadAt(int descriptor) => OnGuestMemfd(descriptor, Errno.ESPIPE);

    /// <summary><c>pwrite</c>: the file has no position.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult WriteAt(int descriptor) => OnGuestMemfd(descriptor, Errno.ESPIPE);

    /// <summary><c>lseek</c>: the file has no position.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Seek(int descriptor) => OnGuestMemfd(descriptor, Errno.ESPIPE);

    /// <summary><c>sendfile</c> from the file: it has no position.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult SendFile(int descriptor) => OnGuestMemfd(descriptor, Errno.ESPIPE);

    /// <summary><c>splice</c> from the file.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Splice(int descriptor) => OnGuestMemfd(descriptor, Errno.EINVAL);

    /// <summary><c>ftruncate</c>, <c>fchmod</c>, <c>fchown</c>: nothing about the inode can be changed, not even to what it is.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult SetAttributes(int descriptor) => OnGuestMemfd(descriptor, Errno.EINVAL);

    /// <summary><c>fsync</c>, <c>fdatasync</c>: there is no storage.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Synchronize(int descriptor) => OnGuestMemfd(descriptor, Errno.EINVAL);

    /// <summary><c>posix_fadvise</c>: taken note of, without effect.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Advise(int descriptor) => Value(descriptor, 0);

    /// <summary><c>readahead</c>: without effect, or refused by later versions.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult ReadAhead(int descriptor) => OnGuestMemfd(descriptor, Profile.RefusesReadahead ? Errno.EINVAL : Errno.None);

    /// <summary><c>flock</c>: works as on any file, here without a competitor.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Lock(int descriptor) => Value(descriptor, 0);

    /// <summary><c>ioctl</c>: a guest_memfd has none of its own.</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    public CallResult Control(int descriptor) => OnGuestMemfd(descriptor, Errno.ENOTTY);

    /// <summary>Shows the file system's status (<c>fstatfs</c>).</summary>
    /// <param name="descriptor">Of a guest_memfd.</param>
    /// <param name="type">The type of file system.</param>
    public CallResult StatFileSystem(int descriptor, out long type)
    {
        type = FileSystemType;
        return Value(descriptor, 0);
    }

    private CallResult Value(int descriptor, long value) =>
        FileOf(descriptor).Error is var error && error == Errno.None ? CallResult.Of(value) : CallResult.From(error);
}
