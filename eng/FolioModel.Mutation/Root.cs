namespace FolioModel.Mutation;

/// <summary>The repository.</summary>
internal static class Root
{
    /// <summary>Its root, found from where this program was built.</summary>
    public static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FolioModel.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("not inside the repository");
    }
}
