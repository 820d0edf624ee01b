namespace Marketplace.Testing;

/// <summary>The folder of this clone, for tests that start what lies in it.</summary>
public static class RepositoryRoot
{
    const string Landmark = "Marketplace.sln";

    public static string Path { get; } = Find(AppContext.BaseDirectory);

    static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, Landmark)))
                return folder.FullName;

        throw new InvalidOperationException($"No {Landmark} in {start} or above it.");
    }
}
