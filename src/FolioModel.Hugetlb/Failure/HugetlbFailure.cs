using System.Collections.Immutable;

namespace FolioModel.Hugetlb;

/// <summary>What handling a memory failure came to.</summary>
/// <param name="Error">
/// <see cref="Errno.None"/> when the failure is contained; <see cref="Errno.EBUSY"/> when somebody else holds the memory;
/// <see cref="Errno.EHWPOISON"/> when it had failed before; <see cref="Errno.EFAULT"/> when nothing is mapped there.
/// </param>
/// <param name="Killed">The processes that got SIGBUS, in the order of their mappings.</param>
public readonly record struct HugetlbFailure(Errno Error, ImmutableArray<KernelTask> Killed);
